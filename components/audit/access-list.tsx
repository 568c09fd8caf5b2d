"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { KeyRound, SearchX } from "lucide-react";
import { wayWords } from "#components/audit/audit-words.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { type AuditPageFilter, accessRequestOf } from "#lib/client/audit-filter.ts";
import { auditQueries } from "#lib/modules/audit/queries.ts";
import type { AccessEntry } from "#lib/modules/audit/schema.ts";

const wide = "max-md:hidden";

/** What API keys and agents read, newest first; kept for thirty days. */
export function AccessList({ filter, onClear }: { filter: AuditPageFilter; onClear: () => void }) {
  const parameters = accessRequestOf(filter);
  const list = useInfiniteQuery(auditQueries.accesses(parameters));
  if (list.isPending) {
    return (
      <Card>
        <LoadingRows label="Loading reads by keys" rows={8} rowClassName="h-14" />
      </Card>
    );
  }
  if (!list.data) {
    return (
      <ErrorView
        title="Reads by keys could not be listed"
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    );
  }
  if (list.data.length === 0) return <Nothing hasFilter={parameters !== ""} onClear={onClear} />;
  return (
    <Card className="overflow-hidden">
      <Table aria-label="Reads by keys">
        <TableHeader>
          <tr>
            <TableHead className="w-full">What</TableHead>
            <TableHead>Key</TableHead>
            <TableHead className={wide}>Request</TableHead>
            <TableHead className="text-right">When</TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {list.data.map((access) => (
            <AccessRow key={access.id} access={access} />
          ))}
        </TableBody>
      </Table>
      {list.hasNextPage && (
        <LoadMore isLoading={list.isFetchingNextPage} onLoadMore={() => void list.fetchNextPage()} />
      )}
    </Card>
  );
}

function AccessRow({ access }: { access: AccessEntry }) {
  const { actor, person, via, verb, subject, requestId, ip, at } = access;
  return (
    <TableRow>
      <TableCell className="h-14 w-full max-w-0">
        <span className="grid min-w-0">
          <code className="truncate">{verb}</code>
          <span className="truncate text-muted-foreground text-xs" title={subject ?? undefined}>
            {[subject, ip].filter(Boolean).join(" · ")}
          </span>
        </span>
      </TableCell>
      <TableCell>
        <span className="flex w-60 items-center gap-2.5 max-md:w-32">
          <Avatar name={actor.name} kind={actor.kind} className={wide} />
          <span className="grid min-w-0">
            <span className="truncate">{actor.name}</span>
            <span className="truncate text-muted-foreground text-xs">
              {person ? `for ${person.name}, ` : ""}
              {wayWords[via]}
            </span>
          </span>
        </span>
      </TableCell>
      <TableCell className={wide}>
        <code className="text-2xs text-subtle-foreground">{requestId}</code>
      </TableCell>
      <TableCell className="text-right text-muted-foreground">
        <RelativeTime at={at} />
      </TableCell>
    </TableRow>
  );
}

function Nothing({ hasFilter, onClear }: { hasFilter: boolean; onClear: () => void }) {
  return (
    <Card>
      {hasFilter ? (
        <EmptyView
          icon={SearchX}
          title="No read fits"
          actions={<Button onClick={onClear}>Clear the filters</Button>}
        >
          Nothing that you may see matches all of them.
        </EmptyView>
      ) : (
        <EmptyView icon={KeyRound} title="No key has read anything">
          What API keys and agents read in the last thirty days is listed here. What people read is not.
        </EmptyView>
      )}
    </Card>
  );
}
