"use client";

import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { ScrollText, SearchX } from "lucide-react";
import { AuditTable } from "#components/audit/audit-table.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { AuditEntry } from "#lib/modules/audit/schema.ts";

interface AuditListProps {
  list: UseInfiniteQueryResult<AuditEntry[]>;
  hasFilter: boolean;
  onClear: () => void;
}

export function AuditList({ list, hasFilter, onClear }: AuditListProps) {
  if (list.isPending) {
    return (
      <Card>
        <LoadingRows label="Loading audit entries" rows={8} rowClassName="h-14" />
      </Card>
    );
  }
  if (list.isError && list.data === undefined) {
    return (
      <ErrorView
        title="Audit entries could not be listed"
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    );
  }
  const entries = list.data ?? [];
  if (entries.length === 0) return <Nothing hasFilter={hasFilter} onClear={onClear} />;
  return (
    <Card
      className={cn("overflow-hidden transition-opacity", list.isPlaceholderData && "opacity-60")}
      aria-busy={list.isPlaceholderData || undefined}
    >
      <AuditTable entries={entries} />
      {list.hasNextPage && !list.isPlaceholderData && (
        <LoadMore isLoading={list.isFetchingNextPage} onLoadMore={() => void list.fetchNextPage()} />
      )}
    </Card>
  );
}

function Nothing({ hasFilter, onClear }: { hasFilter: boolean; onClear: () => void }) {
  return (
    <Card>
      {hasFilter ? (
        <EmptyView
          icon={SearchX}
          title="No entry fits"
          actions={<Button onClick={onClear}>Clear the filters</Button>}
        >
          Nothing that you may see matches all of them.
        </EmptyView>
      ) : (
        <EmptyView icon={ScrollText} title="No entries yet">
          Everything that is asked, decided and done in your projects leaves one here.
        </EmptyView>
      )}
    </Card>
  );
}
