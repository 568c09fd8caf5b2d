"use client";

import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { type LucideIcon, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { cn } from "#lib/client/class-names.ts";

interface ListCardProps<Row> {
  list: UseInfiniteQueryResult<Row[]>;
  /** What the rows are, in the plural: "operations". */
  what: string;
  /** What is said where there are none at all. */
  none: { icon: LucideIcon; title: string; text: string };
  /** What is said where none fits the filters; null while there are none to clear. */
  noFit: { title: string; onClear: () => void } | null;
  children: (rows: readonly Row[]) => ReactNode;
}

/** A list in pages: while it loads, when it fails, where nothing is there, and its rows with more at their end. */
export function ListCard<Row>({ list, what, none, noFit, children }: ListCardProps<Row>) {
  if (list.isPending) {
    return (
      <Card>
        <LoadingRows label={`Loading ${what}`} rows={8} rowClassName="h-14" />
      </Card>
    );
  }
  if (list.data === undefined) {
    const title = `${what.charAt(0).toUpperCase()}${what.slice(1)} could not be listed`;
    return <ErrorView title={title} error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.data.length === 0) {
    return (
      <Card>
        {noFit ? (
          <EmptyView
            icon={SearchX}
            title={noFit.title}
            actions={<Button onClick={noFit.onClear}>Clear the filters</Button>}
          >
            Nothing that you may see matches all of them.
          </EmptyView>
        ) : (
          <EmptyView icon={none.icon} title={none.title}>
            {none.text}
          </EmptyView>
        )}
      </Card>
    );
  }
  return (
    <Card
      className={cn("overflow-hidden transition-opacity", list.isPlaceholderData && "opacity-60")}
      aria-busy={list.isPlaceholderData || undefined}
    >
      {children(list.data)}
      {list.hasNextPage && !list.isPlaceholderData && (
        <LoadMore isLoading={list.isFetchingNextPage} onLoadMore={() => void list.fetchNextPage()} />
      )}
    </Card>
  );
}
