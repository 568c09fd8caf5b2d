"use client";

import { useQuery } from "@tanstack/react-query";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { PageBody } from "#components/shared/page-header.tsx";
import { CreationCard } from "#components/workspaces/creation-card.tsx";
import { FactsCard } from "#components/workspaces/facts-card.tsx";
import { SettingsCard } from "#components/workspaces/settings-card.tsx";
import { StateNotice } from "#components/workspaces/state-notice.tsx";
import { UsageCards } from "#components/workspaces/usage-cards.tsx";
import { WorkspaceHead } from "#components/workspaces/workspace-head.tsx";
import { WorkspaceLogCard } from "#components/workspaces/workspace-log-card.tsx";
import { projectQueries } from "#lib/modules/projects/queries.ts";
import { workspaceQueries } from "#lib/modules/workspaces/queries.ts";

/** Where a project's files, terminals and agents live: how that stands, what it uses and says, and its settings. */
export function WorkspaceView({ projectId }: { projectId: string }) {
  const { data: project } = useQuery(projectQueries.one(projectId));
  const workspaceId = project?.workspace?.id ?? "";
  const {
    data: workspace,
    error,
    refetch,
  } = useQuery({ ...workspaceQueries.one(workspaceId), enabled: workspaceId !== "" });
  if (!project || !workspace) {
    return (
      <PageBody>
        <h1 className="sr-only">Workspace</h1>
        {error ? (
          <ErrorView title="The workspace could not be read" error={error} onRetry={() => void refetch()} />
        ) : (
          <LoadingText label="Loading the workspace" lines={9} className="max-w-3xl pt-2" />
        )}
      </PageBody>
    );
  }
  const parts = { project, workspace };
  const isThere = workspace.state !== "removed" && workspace.state !== "creating" && !workspace.isGone;
  return (
    <PageBody>
      <div className="mx-auto grid max-w-[1320px] grid-cols-[minmax(0,1fr)] gap-4">
        <WorkspaceHead {...parts} />
        <StateNotice {...parts} />
        {isThere && <UsageCards workspace={workspace} />}
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_360px]">
          <div className="grid min-w-0 gap-4">
            {isThere && <WorkspaceLogCard key={workspace.id} workspace={workspace} />}
            <SettingsCard key={`settings-${project.id}`} {...parts} />
          </div>
          <div className="grid min-w-0 gap-4">
            <FactsCard {...parts} />
            {workspace.creation && <CreationCard creation={workspace.creation} />}
          </div>
        </div>
      </div>
    </PageBody>
  );
}
