"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { AccessList } from "#components/audit/access-list.tsx";
import { AuditFilters } from "#components/audit/audit-filters.tsx";
import { AuditList } from "#components/audit/audit-list.tsx";
import { ChainPanel } from "#components/audit/chain-panel.tsx";
import { ExportMenu } from "#components/audit/export-menu.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { tabClasses, tabListClasses } from "#components/ui/tabs.tsx";
import {
  type AuditPageFilter,
  auditAddressOf,
  auditFilterOf,
  auditRequestOf,
  isUnfiltered,
} from "#lib/client/audit-filter.ts";
import { cn } from "#lib/client/class-names.ts";
import { auditQueries } from "#lib/modules/audit/queries.ts";
import type { AuditEntry } from "#lib/modules/audit/schema.ts";

const noParameters = new URLSearchParams();
const views = [
  { view: "entries", label: "Entries" },
  { view: "accesses", label: "Reads by keys" },
] as const;

/** What was asked, decided and done, newest first, live; what it is narrowed to stands in the address. */
export function AuditView({ userId, seesChain }: { userId: string; seesChain: boolean }) {
  const filter = auditFilterOf(new URLSearchParams(useSearchParams()));
  const list = useInfiniteQuery({
    ...auditQueries.list(auditRequestOf(filter)),
    enabled: filter.view === "entries",
  });
  const change = useCallback((next: AuditPageFilter, options: { isTyping?: boolean } = {}) => {
    const address = `${window.location.pathname}${auditAddressOf(next)}`;
    if (options.isTyping) window.history.replaceState(null, "", address);
    else window.history.pushState(null, "", address);
  }, []);
  const clear = () => change({ ...auditFilterOf(noParameters), view: filter.view });
  return (
    <PageBody>
      <PageHeader
        title="Audit"
        description="Everything that was asked, decided and done. Each entry is sealed to the one before it."
        actions={
          <>
            {seesChain && <ChainPanel />}
            <ExportMenu filter={filter} />
          </>
        }
      />
      <nav aria-label="Audit" className={cn(tabListClasses, "-mt-2 mb-4 px-0")}>
        {views.map(({ view, label }) => (
          <Link
            key={view}
            href={`/audit${auditAddressOf({ ...auditFilterOf(noParameters), view })}`}
            aria-current={view === filter.view ? "page" : undefined}
            className={tabClasses}
          >
            {label}
          </Link>
        ))}
      </nav>
      <AuditFilters
        filter={filter}
        people={peopleIn(list.data ?? [], userId)}
        onChange={change}
        onClear={clear}
      />
      {filter.view === "entries" ? (
        <AuditList list={list} hasFilter={!isUnfiltered(filter)} onClear={clear} />
      ) : (
        <AccessList filter={filter} onClear={clear} />
      )}
    </PageBody>
  );
}

/** Whom one can narrow the list to: oneself, and the people behind what is shown. */
function peopleIn(entries: readonly AuditEntry[], userId: string) {
  const names = new Map([[userId, "Mine"]]);
  for (const { actor, onBehalfOf } of entries) {
    const person = onBehalfOf ?? (actor?.kind === "person" ? actor : null);
    if (person && !names.has(person.id)) names.set(person.id, person.name);
  }
  return [...names].map(([value, label]) => ({ value, label }));
}
