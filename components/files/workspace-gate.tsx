"use client";

import { useQuery } from "@tanstack/react-query";
import { PowerOff } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { Button } from "#components/ui/button.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { projectQueries } from "#lib/modules/projects/queries.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

export interface OpenWorkspace {
  projectId: string;
  workspaceId: string;
  /** The reader may change what is in it. */
  isWritable: boolean;
  defaultBranch: string | null;
}

interface WorkspaceGateProps {
  projectId: string;
  /** What is shown while the project is read: the page's own shape. */
  skeleton: ReactNode;
  children: (workspace: OpenWorkspace) => ReactNode;
}

/** Shows what is inside a project's workspace once it runs, and else says why not and what to do. */
export function WorkspaceGate({ projectId, skeleton, children }: WorkspaceGateProps) {
  const { data: project, error, refetch } = useQuery(projectQueries.one(projectId));
  if (!project && error) {
    return (
      <div className="p-4 md:p-6">
        <ErrorView title="The project could not be read" error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!project) return skeleton;
  const { workspace, access, defaultBranch } = project;
  if (workspace?.state === "running") {
    const isWritable = access === "write" || access === "admin";
    return children({ projectId, workspaceId: workspace.id, isWritable, defaultBranch });
  }
  return <NotRunning project={project} />;
}

const headlines: Record<string, string> = {
  creating: "The workspace is being created",
  starting: "The workspace is starting",
  stopping: "The workspace is stopping",
  stopped: "The workspace is stopped",
  failed: "The workspace has failed",
  unreachable: "The workspace does not answer",
  removing: "The workspace is being removed",
  removed: "The workspace was removed",
};

function NotRunning({ project: { workspace, access } }: { project: ProjectView }) {
  const start = useCommand<{ workspaceId: string }>({ name: "workspace.start", label: "Start" });
  const state = workspace?.state ?? "creating";
  const canStart = state === "stopped" || state === "failed" || state === "unreachable";
  return (
    <EmptyView
      icon={PowerOff}
      title={headlines[state] ?? "The workspace is not running"}
      className="m-auto"
      actions={
        workspace &&
        canStart &&
        access !== "read" && (
          <Button
            variant="primary"
            isBusy={start.isPending}
            onClick={() => void start.run({ workspaceId: workspace.id })}
          >
            Start the workspace
          </Button>
        )
      }
    >
      {workspace?.reason ??
        (canStart
          ? "Its files are kept. They can be seen and changed while it runs."
          : "This page opens by itself when it is ready.")}
    </EmptyView>
  );
}
