"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import type { GitChoice } from "#components/git/use-git-address.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { cn } from "#lib/client/class-names.ts";
import { gitQueries } from "#lib/modules/git/queries.ts";

interface CommitListProps {
  workspaceId: string;
  /** How many of the first commits the upstream does not have. */
  ahead: number;
  hasUpstream: boolean;
  choice: GitChoice;
  onChoose: (choice: GitChoice) => void;
}

export function CommitList({ workspaceId, ahead, hasUpstream, choice, onChoose }: CommitListProps) {
  const log = useInfiniteQuery(gitQueries.log(workspaceId));
  if (!log.data && log.error) {
    return (
      <ErrorView
        title="The history could not be read"
        error={log.error}
        onRetry={() => void log.refetch()}
        className="m-3"
      />
    );
  }
  if (!log.data) return <LoadingText label="Loading the history" lines={6} className="p-4" />;
  const commits = log.data.pages.flatMap((page) => page.items);
  if (commits.length === 0) return <p className="px-4 py-3 text-muted-foreground">No commit yet.</p>;
  return (
    <>
      <ol aria-label="History" className="px-2">
        {commits.map((commit, index) => {
          const isChosen = choice?.kind === "commit" && choice.sha === commit.sha;
          const isUnpushed = hasUpstream && index < ahead;
          return (
            <li key={commit.sha}>
              <button
                type="button"
                aria-current={isChosen || undefined}
                onClick={() => onChoose({ kind: "commit", sha: commit.sha })}
                className={cn(
                  "grid w-full grid-cols-[0.75rem_minmax(0,1fr)] gap-x-2 rounded-md px-2 py-1.5 text-left text-xs hover:bg-accent focus-visible:-outline-offset-2",
                  isChosen && "bg-accent",
                )}
              >
                <span
                  aria-hidden="true"
                  className={cn(
                    "mt-1 ml-0.5 size-[7px] rounded-full border-[1.5px] border-subtle-foreground",
                    isUnpushed && "border-primary bg-primary",
                  )}
                />
                <span className="truncate" title={commit.subject}>
                  {commit.subject === "" ? "(no message)" : commit.subject}
                </span>
                <span className="col-start-2 truncate text-muted-foreground">
                  <code className="text-2xs">{commit.sha.slice(0, 7)}</code> · {commit.author.name} ·{" "}
                  <RelativeTime at={commit.committedAt} />
                  {isUnpushed && " · not pushed"}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      {log.hasNextPage && (
        <LoadMore isLoading={log.isFetchingNextPage} onLoadMore={() => void log.fetchNextPage()} />
      )}
    </>
  );
}
