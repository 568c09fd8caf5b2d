"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useFileWatch } from "#components/files/use-file-watch.ts";
import { BranchBar } from "#components/git/branch-bar.tsx";
import { BranchPanel } from "#components/git/branch-panel.tsx";
import { ChangeList } from "#components/git/change-list.tsx";
import { ChosenChange } from "#components/git/chosen-change.tsx";
import { CommitForm } from "#components/git/commit-form.tsx";
import { CommitList } from "#components/git/commit-list.tsx";
import { UnderWayBar } from "#components/git/under-way-bar.tsx";
import { useChanges } from "#components/git/use-changes.ts";
import { type GitTab, useGitAddress } from "#components/git/use-git-address.ts";
import { type OpenWorkspace, useOpenWorkspace } from "#components/projects/open-workspace.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { ListAndDetail } from "#components/shared/list-and-detail.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { Count } from "#components/ui/badge.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import { formatCount } from "#lib/client/format.ts";
import { gitQueries } from "#lib/modules/git/queries.ts";

/** The repository of a project's workspace: what changed, what was committed, and what the origin has of it. */
export function GitView() {
  const workspace = useOpenWorkspace();
  return <Git key={workspace.workspaceId} {...workspace} />;
}

const ListSkeleton = () => (
  <LoadingText label="Loading the repository" lines={10} className="w-80 max-w-full gap-4 p-4" />
);

const panelClasses = "flex flex-col data-[state=inactive]:hidden";

function Git({ projectId, workspaceId, isWritable, defaultBranch }: OpenWorkspace) {
  const { choice, tab, choose, openTab } = useGitAddress();
  const { data: status, error, refetch } = useQuery(gitQueries.status(workspaceId));
  const newest = useInfiniteQuery(gitQueries.log(workspaceId, { allBranches: false, search: "" }));
  const changes = useChanges(workspaceId);
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
  const { staged, changed, untracked, conflicted } = status.totals;
  const count = staged + changed + untracked + conflicted;
  return (
    <ListAndDetail
      label="Width of the list"
      defaultSizePx={340}
      minSizePx={260}
      maxSizePx={720}
      storageKey="lockkeeper-git-list"
      isChosen={choice !== null}
      first={
        <>
          <h1 className="sr-only">Git</h1>
          <BranchBar
            projectId={projectId}
            workspaceId={workspaceId}
            isWritable={isWritable}
            defaultBranch={defaultBranch}
            status={status}
          />
          <UnderWayBar workspaceId={workspaceId} isWritable={isWritable} status={status} />
          <Tabs value={tab} onValueChange={(value) => openTab(value as GitTab)} className="min-h-0 flex-1">
            <TabsList aria-label="Repository">
              <TabsTrigger value="changes">
                Changes {count > 0 && <Count>{formatCount(count)}</Count>}
              </TabsTrigger>
              <TabsTrigger value="history">History</TabsTrigger>
              <TabsTrigger value="branches">Branches</TabsTrigger>
            </TabsList>
            <TabsContent value="changes" forceMount className={panelClasses}>
              <ChangeList
                isWritable={isWritable}
                status={status}
                choice={choice}
                changes={changes}
                onChoose={choose}
              />
              {isWritable && (
                <CommitForm
                  workspaceId={workspaceId}
                  status={status}
                  newest={newest.data?.pages[0]?.items[0] ?? null}
                  onCommitted={() => choice?.kind === "change" && choose(null)}
                />
              )}
            </TabsContent>
            <TabsContent value="history" className={panelClasses}>
              <CommitList workspaceId={workspaceId} choice={choice} onChoose={choose} />
            </TabsContent>
            <TabsContent value="branches" className={panelClasses}>
              <BranchPanel workspaceId={workspaceId} isWritable={isWritable} status={status} />
            </TabsContent>
          </Tabs>
        </>
      }
      second={
        <ChosenChange
          projectId={projectId}
          workspaceId={workspaceId}
          isWritable={isWritable}
          status={status}
          choice={choice}
          changes={changes}
          onChoose={choose}
        />
      }
    />
  );
}
