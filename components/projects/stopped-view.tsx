"use client";

import { CirclePause, CircleX, LoaderCircle, Play } from "lucide-react";
import { wordOfWorkspace } from "#components/projects/project-words.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { PageBody } from "#components/shared/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** Why the workspace does not run, and the way to start it. */
export function StoppedView({ project }: { project: ProjectView }) {
  const start = useCommand<{ projectId: string }>({ name: "project.start", label: "Start" });
  const state = project.workspace?.state ?? "stopped";
  const isMoving = state === "starting" || state === "stopping";
  const isBad = state === "failed" || state === "unreachable";
  const mayStart = project.access === "write" || project.access === "admin";
  const icon = isMoving ? LoaderCircle : isBad ? CircleX : CirclePause;
  return (
    <PageBody className="grid place-items-center">
      <h1 className="sr-only">{project.name}</h1>
      <EmptyView
        icon={icon}
        title={titles[state] ?? `The workspace: ${wordOfWorkspace(project).word}`}
        actions={
          mayStart &&
          !isMoving && (
            <Button
              variant="primary"
              isBusy={start.isPending}
              onClick={() => void start.run({ projectId: project.id })}
            >
              <Play />
              Start the workspace
            </Button>
          )
        }
      >
        {project.workspace?.reason ??
          (isMoving
            ? "This page opens by itself as soon as it is done."
            : "Its files are kept. They can be seen and changed while it runs.")}
      </EmptyView>
    </PageBody>
  );
}

const titles: Partial<Record<string, string>> = {
  starting: "The workspace is starting",
  stopping: "The workspace is stopping",
  stopped: "The workspace is stopped",
  failed: "The workspace has failed",
  unreachable: "The workspace does not answer",
};
