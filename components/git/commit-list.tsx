"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { CommitRow, commitHeightPx } from "#components/git/commit-row.tsx";
import type { GitChoice } from "#components/git/use-git-address.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { usePause } from "#components/shared/use-pause.ts";
import { Button, ButtonGroup } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { lanesOf } from "#lib/client/commit-lanes.ts";
import { gitQueries } from "#lib/modules/git/queries.ts";
import type { Commit } from "#lib/modules/git/schema.ts";

interface CommitListProps {
  workspaceId: string;
  choice: GitChoice;
  onChoose: (choice: GitChoice) => void;
}

/** The history with its graph, searched and loaded page by page; only the rows in sight are drawn. */
export function CommitList({ workspaceId, choice, onChoose }: CommitListProps) {
  const [allBranches, setAllBranches] = useState(false);
  const [text, setText] = useState("");
  const search = usePause(text.trim());
  const log = useInfiniteQuery(gitQueries.log(workspaceId, { allBranches, search }));
  const commits = useMemo(() => uniqueOf(log.data?.pages.flatMap((page) => page.items) ?? []), [log.data]);
  // What was found by words has no history between; nor may what is still shown of another search.
  const hasLanes = search === "" && !log.isPlaceholderData;
  const lanes = useMemo(() => (hasLanes ? lanesOf(commits) : null), [commits, hasLanes]);
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: commits.length,
    getScrollElement: () => frame.current,
    estimateSize: () => commitHeightPx,
    overscan: 10,
  });
  return (
    <>
      <div className="flex flex-none flex-wrap items-center gap-2 px-4 py-3">
        <Input
          type="search"
          aria-label="Search the history"
          placeholder="Message or id"
          value={text}
          className="min-w-32 flex-1"
          onChange={(event) => setText(event.target.value)}
        />
        <ButtonGroup aria-label="Which commits">
          <Button size="sm" aria-pressed={!allBranches} onClick={() => setAllBranches(false)}>
            This branch
          </Button>
          <Button size="sm" aria-pressed={allBranches} onClick={() => setAllBranches(true)}>
            All
          </Button>
        </ButtonGroup>
      </div>
      {!log.data && log.error ? (
        <ErrorView
          title="The history could not be read"
          error={log.error}
          onRetry={() => void log.refetch()}
          className="m-3"
        />
      ) : !log.data ? (
        <LoadingText label="Loading the history" lines={6} className="p-4" />
      ) : commits.length === 0 ? (
        <p className="px-4 py-3 text-muted-foreground">
          {search === "" ? "No commit yet." : "No commit fits."}
        </p>
      ) : (
        <section
          ref={frame}
          aria-label="Commits"
          aria-busy={log.isPlaceholderData}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
          tabIndex={0}
          className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
        >
          <ol aria-label="History" className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const commit = commits[index];
              return (
                commit && (
                  <li
                    key={commit.sha}
                    className="absolute inset-x-2"
                    style={{ height: commitHeightPx, transform: `translateY(${start}px)` }}
                  >
                    <CommitRow
                      commit={commit}
                      row={lanes?.[index] ?? null}
                      isChosen={choice?.kind === "commit" && choice.sha === commit.sha}
                      onChoose={() => onChoose({ kind: "commit", sha: commit.sha })}
                    />
                  </li>
                )
              );
            })}
          </ol>
          {log.hasNextPage && !log.isPlaceholderData && (
            <LoadMore isLoading={log.isFetchingNextPage} onLoadMore={() => void log.fetchNextPage()} />
          )}
        </section>
      )}
    </>
  );
}

/** Pages of all branches shift when a commit comes; one may stand on two of them. */
function uniqueOf(commits: readonly Commit[]): Commit[] {
  const known = new Set<string>();
  return commits.filter(({ sha }) => !known.has(sha) && known.add(sha));
}
