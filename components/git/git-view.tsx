"use client";

import { useQuery } from "@tanstack/react-query";
import { GitBranch } from "lucide-react";
import { useFileWatch } from "#components/files/use-file-watch.ts";
import { BranchBar } from "#components/git/branch-bar.tsx";
import { ChangeList } from "#components/git/change-list.tsx";
import { ChosenChange } from "#components/git/chosen-change.tsx";
import { CommitForm } from "#components/git/commit-form.tsx";
import { CommitList } from "#components/git/commit-list.tsx";
import { useGitAddress } from "#components/git/use-git-address.ts";
import { type OpenWorkspace, useOpenWorkspace } from "#components/projects/open-workspace.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { ListAndDetail } from "#components/shared/list-and-detail.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { gitQueries } from "#lib/modules/git/queries.ts";

/** The repository of a project's workspace: what changed, what was committed, and what the origin has of it. */
export function GitView() {
  const workspace = useOpenWorkspace();
  return <Git key={workspace.workspaceId} {...workspace} />;
}

const ListSkeleton = () => (
  <LoadingText label="Loading the repository" lines={10} className="w-80 max-w-full gap-4 p-4" />
);

function Git({ projectId, workspaceId, isWritable, defaultBranch }: OpenWorkspace) {
  const [choice, choose] = useGitAddress();
  const { data: status, error, refetch } = useQuery(gitQueries.status(workspaceId));
  useFileWatch(workspaceId);
  if (!status && error) {
    return (
      <div className="p-4 md:p-6">
        <ErrorView
          title="The repository could not be read"
          error={error}
          onRetry={() => void refetch()}
          className="max-w-2xl"
        />
      </div>
    );
  }
  if (!status) return <ListSkeleton />;
  return (
    <ListAndDetail
      label="Width of the list"
      defaultSizePx={320}
      minSizePx={240}
      maxSizePx={640}
      storageKey="lockkeeper-git-list"
      isChosen={choice !== null}
      first={
        <>
          <h1 className="sr-only">Git</h1>
          <BranchBar
            workspaceId={workspaceId}
            isWritable={isWritable}
            defaultBranch={defaultBranch}
            status={status}
          />
          <div className="min-h-0 flex-1 overflow-y-auto">
            <ChangeList
              workspaceId={workspaceId}
              isWritable={isWritable}
              status={status}
              choice={choice}
              onChoose={choose}
            />
            {isWritable && (
              <CommitForm
                workspaceId={workspaceId}
                status={status}
                onCommitted={() => choice?.kind === "change" && choose(null)}
              />
            )}
            <section aria-labelledby="git-history" className="border-t py-3">
              <h2
                id="git-history"
                className="flex items-center gap-2 px-4 pb-1.5 font-medium text-muted-foreground text-xs"
              >
                <GitBranch className="size-3.5" />
                History
              </h2>
              <CommitList
                workspaceId={workspaceId}
                ahead={status.ahead}
                hasUpstream={status.upstream !== null}
                choice={choice}
                onChoose={choose}
              />
            </section>
          </div>
        </>
      }
      second={
        <ChosenChange
          projectId={projectId}
          workspaceId={workspaceId}
          choice={choice}
          onBack={() => choose(null)}
        />
      }
    />
  );
}
