"use client";

import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { SearchX, ShieldCheck } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { emptyWords } from "#components/approvals/approval-words.ts";
import { QueueRow } from "#components/approvals/queue-row.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { Loading } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { QueueView } from "#lib/kernel/answer.ts";
import type { AnswerableOperation } from "#lib/operations/schema.ts";

interface QueueListProps {
  list: UseInfiniteQueryResult<AnswerableOperation[]>;
  view: QueueView;
  chosenId: string | null;
  isNarrowed: boolean;
  hrefOf: (operationId: string) => string;
  onClear: () => void;
}

export function QueueList({ list, view, chosenId, isNarrowed, hrefOf, onClear }: QueueListProps) {
  const rows = useRef<HTMLUListElement>(null);
  if (list.isPending) return <QueueSkeleton />;
  if (list.isError && list.data === undefined) {
    return (
      <ErrorView
        title="The queue could not be read"
        error={list.error}
        onRetry={() => void list.refetch()}
        className="m-4"
      />
    );
  }
  const entries = list.data ?? [];
  if (entries.length === 0) {
    return isNarrowed ? (
      <EmptyView
        icon={SearchX}
        title="Nothing fits"
        actions={<Button onClick={onClear}>Clear the filters</Button>}
      >
        Nothing here that you may see matches all of them.
      </EmptyView>
    ) : (
      <EmptyView icon={ShieldCheck} title={emptyWords[view].title}>
        {emptyWords[view].text}
      </EmptyView>
    );
  }
  const hasChosen = entries.some((entry) => entry.id === chosenId);
  const move = (event: KeyboardEvent) => {
    const links = [...(rows.current?.querySelectorAll<HTMLAnchorElement>("a[data-row-link]") ?? [])];
    const next = indexAfterKey(
      event,
      links.findIndex((link) => link.contains(document.activeElement)),
      links.length,
    );
    if (next === null) return;
    event.preventDefault();
    links[next]?.focus();
  };
  return (
    <div
      className={cn(
        "min-h-0 flex-1 overflow-y-auto transition-opacity",
        list.isPlaceholderData && "opacity-60",
      )}
      aria-busy={list.isPlaceholderData || undefined}
    >
      <ul ref={rows} aria-label="Queue" onKeyDown={move}>
        {entries.map((entry, index) => (
          <li key={entry.id}>
            <QueueRow
              entry={entry}
              href={hrefOf(entry.id)}
              isChosen={entry.id === chosenId}
              isTabStop={hasChosen ? entry.id === chosenId : index === 0}
            />
          </li>
        ))}
      </ul>
      {list.hasNextPage && !list.isPlaceholderData && (
        <LoadMore isLoading={list.isFetchingNextPage} onLoadMore={() => void list.fetchNextPage()} />
      )}
    </div>
  );
}

function indexAfterKey(event: KeyboardEvent, at: number, count: number): number | null {
  if (at < 0 || event.metaKey || event.ctrlKey || event.altKey) return null;
  if (event.key === "ArrowDown" || event.key === "j") return Math.min(at + 1, count - 1);
  if (event.key === "ArrowUp" || event.key === "k") return Math.max(at - 1, 0);
  if (event.key === "Home") return 0;
  return event.key === "End" ? count - 1 : null;
}

function QueueSkeleton() {
  return (
    <Loading label="Loading the queue">
      {["first", "second", "third"].map((key) => (
        <div key={key} className="grid gap-2.5 border-b px-4 py-3.5">
          <Skeleton className="h-5 w-20" />
          <Skeleton className="h-3 w-3/4" />
          <Skeleton className="h-2.5 w-1/2" />
        </div>
      ))}
    </Loading>
  );
}
