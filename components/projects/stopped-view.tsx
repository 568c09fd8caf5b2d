"use client";

import { CirclePause, CircleX, LoaderCircle, Play } from "lucide-react";
import { sourceWords, wordOfWorkspace } from "#components/projects/project-words.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { PageBody } from "#components/shared/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** Why the workspace does not run, and the way to start it. */
export function StoppedView({ project }: { project: ProjectView }) {
  const start = useCommand<{ projectId: string }>({ name: "project.start", label: "Start" });
  const create = useCommand<{ projectId: string }>({ name: "workspace.create", label: "Make it again" });
  const state = project.workspace?.state ?? "stopped";
  const isRemoved = state === "removed";
  const verb = isRemoved ? create : start;
  const isMoving = ["creating", "starting", "stopping", "removing"].includes(state);
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
              isBusy={verb.isPending}
              onClick={() => void verb.run({ projectId: project.id })}
            >
              <Play />
              {isRemoved ? "Make it again" : "Start the workspace"}
            </Button>
          )
        }
      >
        {project.statusReason ?? project.workspace?.reason ?? noteOf(project, isMoving)}
      </EmptyView>
    </PageBody>
  );
}

function noteOf({ workspace, source }: ProjectView, isMoving: boolean): string {
  if (workspace?.state === "removing") return "Its files go. The board stays, and it can be made again.";
  if (isMoving) return "This page opens by itself as soon as it is done.";
  if (workspace?.state !== "removed")
    return "Its files are kept. They can be seen and changed while it runs.";
  if (source.type === "empty") return "The board was kept. It can be made again, with an empty repository.";
  return `The board was kept. It can be made again from ${sourceWords(source)}.`;
}

const titles: Partial<Record<string, string>> = {
  starting: "The workspace is starting",
  stopping: "The workspace is stopping",
  stopped: "The workspace is stopped",
  creating: "The workspace is being made again",
  removing: "The workspace is being removed",
  removed: "The workspace was removed",
  failed: "The workspace has failed",
  unreachable: "The workspace does not answer",
};
