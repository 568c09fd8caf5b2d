"use client";

import { CirclePause, CircleX, LoaderCircle, Play } from "lucide-react";
import { sourceWords, wordOfWorkspace } from "#components/projects/project-words.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { PageBody } from "#components/shared/page-header.tsx";
import { StaleBanner } from "#components/shared/stale-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** Why the workspace does not run, and the way to start it. */
export function StoppedView({ project }: { project: ProjectView }) {
  const { title, icon, isMoving, start, startWords, isStarting } = useStopped(project);
  return (
    <PageBody className="grid place-items-center">
      <h1 className="sr-only">{project.name}</h1>
      <EmptyView
        icon={icon ?? LoaderCircle}
        title={title}
        actions={
          start && (
            <Button variant="primary" isBusy={isStarting} onClick={start}>
              <Play />
              {startWords}
            </Button>
          )
        }
      >
        {project.statusReason ?? project.workspace?.reason ?? noteOf(project, isMoving)}
      </EmptyView>
    </PageBody>
  );
}

/** The same on one line, above a page that can be used meanwhile: agents do not run there. */
export function StoppedBanner({ project }: { project: ProjectView }) {
  const { title, icon, isMoving, start, startWords, isStarting } = useStopped(project);
  return (
    <StaleBanner
      tone="quiet"
      icon={icon}
      className="mx-4 mt-2"
      action={start ? { label: startWords, onClick: start, isBusy: isStarting } : undefined}
    >
      {title}.{!isMoving && " Agents need it to run."}
    </StaleBanner>
  );
}

function useStopped(project: ProjectView) {
  const start = useCommand<{ projectId: string }>({ name: "project.start", label: "Start" });
  const create = useCommand<{ projectId: string }>({ name: "workspace.create", label: "Make it again" });
  const state = project.workspace?.state ?? "stopped";
  const isRemoved = state === "removed";
  const verb = isRemoved ? create : start;
  const isMoving = ["creating", "starting", "stopping", "removing"].includes(state);
  const isBad = state === "failed" || state === "unreachable";
  const mayStart = project.access === "write" || project.access === "admin";
  return {
    title: titles[state] ?? `The workspace: ${wordOfWorkspace(project).word}`,
    /** None while it is on its way. */
    icon: isMoving ? undefined : isBad ? CircleX : CirclePause,
    isMoving,
    start: mayStart && !isMoving ? () => void verb.run({ projectId: project.id }) : null,
    startWords: isRemoved ? "Make it again" : "Start the workspace",
    isStarting: verb.isPending,
  };
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
