"use client";

import { type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { operationColumns } from "#components/operations/operation-columns.tsx";
import { OperationFilters } from "#components/operations/operation-filters.tsx";
import { DataTable } from "#components/shared/data-table.tsx";
import { ListCard } from "#components/shared/list-card.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { addressOf, filterOf, isEmpty, type OperationFilter } from "#lib/client/operation-filter.ts";
import { operationQueries } from "#lib/client/operation-queries.ts";
import type { OperationView } from "#lib/kernel/answer.ts";

/** Everything that was asked for, newest first, live; what it is narrowed to stands in the address. */
export function OperationsView({ userId }: { userId: string }) {
  const filter = filterOf(new URLSearchParams(useSearchParams()));
  const list = useInfiniteQuery(operationQueries.list(filter));
  const change = useCallback((next: OperationFilter, options: { isTyping?: boolean } = {}) => {
    const address = `${window.location.pathname}${addressOf(next)}`;
    if (options.isTyping) window.history.replaceState(null, "", address);
    else window.history.pushState(null, "", address);
  }, []);
  return (
    <PageBody>
      <PageHeader
        title="Operations"
        description="Everything that was asked of Lockkeeper, and how it ended."
      />
      <OperationFilters filter={filter} people={peopleIn(list.data ?? [], userId)} onChange={change} />
      <OperationList
        list={list}
        hasFilter={!isEmpty(filter)}
        onClear={() => change(filterOf(noParameters))}
      />
    </PageBody>
  );
}

const noParameters = new URLSearchParams();

interface OperationListProps {
  list: UseInfiniteQueryResult<OperationView[]>;
  hasFilter: boolean;
  onClear: () => void;
}

const none = {
  icon: Activity,
  title: "No operations yet",
  text: "Every change leaves one here: who asked, what came of it, step by step.",
};

function OperationList({ list, hasFilter, onClear }: OperationListProps) {
  const noFit = hasFilter ? { title: "No operation fits", onClear } : null;
  return (
    <ListCard list={list} what="operations" none={none} noFit={noFit}>
      {(operations) => (
        <DataTable
          label="Operations"
          columns={operationColumns}
          rows={operations}
          idOf={(operation) => operation.id}
          hrefOf={(operation) => `/operations/${operation.id}`}
        />
      )}
    </ListCard>
  );
}

/** Whom one can narrow the list to: oneself, and the people behind what is shown. */
function peopleIn(operations: readonly OperationView[], userId: string) {
  const names = new Map([[userId, "Mine"]]);
  for (const { actor, onBehalfOf } of operations) {
    const person = onBehalfOf ?? (actor.kind === "person" ? actor : null);
    if (person && !names.has(person.id)) names.set(person.id, person.name);
  }
  return [...names].map(([value, label]) => ({ value, label }));
}
