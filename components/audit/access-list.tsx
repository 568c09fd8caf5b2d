"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { wayWords } from "#components/audit/audit-words.ts";
import { ListCard } from "#components/shared/list-card.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { type AuditPageFilter, accessRequestOf } from "#lib/client/audit-filter.ts";
import { auditQueries } from "#lib/modules/audit/queries.ts";
import type { AccessEntry } from "#lib/modules/audit/schema.ts";

const wide = "max-md:hidden";

const none = {
  icon: KeyRound,
  title: "No key has read anything",
  text: "What API keys and agents read in the last thirty days is listed here. What people read is not.",
};

/** What API keys and agents read, newest first; kept for thirty days. */
export function AccessList({ filter, onClear }: { filter: AuditPageFilter; onClear: () => void }) {
  const parameters = accessRequestOf(filter);
  const list = useInfiniteQuery(auditQueries.accesses(parameters));
  const noFit = parameters === "" ? null : { title: "No read fits", onClear };
  return (
    <ListCard list={list} what="reads by keys" none={none} noFit={noFit}>
      {(accesses) => (
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
            {accesses.map((access) => (
              <AccessRow key={access.id} access={access} />
            ))}
          </TableBody>
        </Table>
      )}
    </ListCard>
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
