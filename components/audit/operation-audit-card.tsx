"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { happeningOf } from "#components/audit/audit-words.ts";
import { ChainMark } from "#components/audit/chain-badge.tsx";
import { SealMark } from "#components/audit/seal-mark.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { auditQueries } from "#lib/modules/audit/queries.ts";
import type { AuditEntry } from "#lib/modules/audit/schema.ts";

/** What is on record about one operation, newest first, and whether the record holds. */
export function OperationAuditCard({ operationId }: { operationId: string }) {
  const { data, error, isPending, refetch } = useQuery(auditQueries.ofOperation(operationId));
  return (
    <Card aria-label="Audit">
      <CardHeader>
        <CardTitle>Audit</CardTitle>
        <ChainMark />
        <Link
          href={`/audit?operation=${operationId}`}
          className="ml-auto text-primary-text text-xs underline-offset-3 hover:underline"
        >
          All entries
        </Link>
      </CardHeader>
      {isPending ? (
        <CardBody>
          <LoadingText label="Loading the audit entries" lines={3} />
        </CardBody>
      ) : data ? (
        <Entries entries={data.items} />
      ) : (
        <ErrorView
          title="The audit entries could not be shown"
          error={error}
          onRetry={() => void refetch()}
          className="border-0"
        />
      )}
    </Card>
  );
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <p className="p-4 text-muted-foreground">Nothing is on record yet.</p>;
  return (
    <ol className="px-4 py-1.5 text-xs">
      {entries.map((entry) => (
        <li key={entry.id} className="flex min-h-8 items-center gap-3 border-b py-1.5 last:border-b-0">
          <RelativeTime at={entry.at} className="w-20 flex-none text-muted-foreground" />
          <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{happeningOf(entry)}</span>
          <SealMark entry={entry} />
        </li>
      ))}
    </ol>
  );
}
