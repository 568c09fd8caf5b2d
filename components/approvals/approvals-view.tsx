"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams, useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useCallback } from "react";
import { QueueHead } from "#components/approvals/queue-head.tsx";
import { QueueList } from "#components/approvals/queue-list.tsx";
import { RelaxedNote } from "#components/approvals/relaxed-note.tsx";
import { ListAndDetail } from "#components/shared/list-and-detail.tsx";
import {
  type ApprovalFilter,
  approvalHref,
  isNarrowed,
  noApprovalFilter,
  readApprovalAddress,
} from "#lib/client/approval-address.ts";
import { approvalQueries } from "#lib/client/approval-queries.ts";

/** The queue beside the operation that is chosen in it; on a narrow screen each is a page of its own. */
export function ApprovalsView({ children }: { children: ReactNode }) {
  const router = useRouter();
  const { operationId } = useParams<{ operationId?: string }>();
  const { view, filter } = readApprovalAddress(new URLSearchParams(useSearchParams()));
  const list = useInfiniteQuery(approvalQueries.list(view, filter));
  const summary = useQuery(approvalQueries.summary());
  const narrow = useCallback(
    (next: ApprovalFilter) => router.replace(approvalHref(view, next, operationId), { scroll: false }),
    [router, view, operationId],
  );
  return (
    <>
      {/* Outside of both, as a narrow screen hides one of them. */}
      <h1 className="sr-only">Approvals</h1>
      <ListAndDetail
        label="Width of the queue"
        defaultSizePx={344}
        minSizePx={280}
        maxSizePx={560}
        storageKey="lockkeeper-approvals-list"
        isChosen={operationId !== undefined}
        first={
          <section aria-label="Approvals" className="flex min-h-0 flex-1 flex-col">
            <QueueHead view={view} filter={filter} counts={summary.data?.counts} onFilter={narrow} />
            <div className="flex min-h-0 flex-1 flex-col">
              <QueueList
                list={list}
                view={view}
                chosenId={operationId ?? null}
                isNarrowed={isNarrowed(filter)}
                hrefOf={(id) => approvalHref(view, filter, id)}
                onClear={() => narrow(noApprovalFilter)}
              />
            </div>
            <RelaxedNote />
          </section>
        }
        second={children}
      />
    </>
  );
}
