"use client";

import { type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { Activity, SearchX } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { operationColumns } from "#components/operations/operation-columns.tsx";
import { OperationFilters } from "#components/operations/operation-filters.tsx";
import { DataTable } from "#components/shared/data-table.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { cn } from "#lib/client/class-names.ts";
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

function OperationList({ list, hasFilter, onClear }: OperationListProps) {
  if (list.isPending) {
    return (
      <Card>
        <LoadingRows label="Loading operations" rows={8} rowClassName="h-14" />
      </Card>
    );
  }
  if (list.isError && list.data === undefined) {
    return (
      <ErrorView
        title="Operations could not be listed"
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    );
  }
  const operations = list.data ?? [];
  if (operations.length === 0) return <Nothing hasFilter={hasFilter} onClear={onClear} />;
  return (
    <Card
      className={cn("overflow-hidden transition-opacity", list.isPlaceholderData && "opacity-60")}
      aria-busy={list.isPlaceholderData || undefined}
    >
      <DataTable
        label="Operations"
        columns={operationColumns}
        rows={operations}
        idOf={(operation) => operation.id}
        hrefOf={(operation) => `/operations/${operation.id}`}
        hasMore={list.hasNextPage && !list.isPlaceholderData}
        isLoadingMore={list.isFetchingNextPage}
        onLoadMore={() => void list.fetchNextPage()}
      />
    </Card>
  );
}

function Nothing({ hasFilter, onClear }: { hasFilter: boolean; onClear: () => void }) {
  return (
    <Card>
      {hasFilter ? (
        <EmptyView
          icon={SearchX}
          title="No operation fits"
          actions={<Button onClick={onClear}>Clear the filters</Button>}
        >
          Nothing that you may see matches all of them.
        </EmptyView>
      ) : (
        <EmptyView icon={Activity} title="No operations yet">
          Every change leaves one here: who asked, what came of it, step by step.
        </EmptyView>
      )}
    </Card>
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
