"use client";

import { CirclePause, CircleX, LoaderCircle, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { sourceWords, wordOfWorkspace } from "#components/projects/project-words.ts";
import { StartSteps } from "#components/projects/start-steps.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { PageBody } from "#components/shared/page-header.tsx";
import { StaleBanner } from "#components/shared/stale-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { isOnItsWay } from "#components/workspaces/use-life.ts";
import type { FinalAnswer } from "#lib/client/command-context.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { useIsVisible } from "#lib/client/use-is-visible.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** Why the workspace does not run, and the way to start it. One that only idled starts as soon as somebody looks. */
export function StoppedView({ project }: { project: ProjectView }) {
  const stopped = useStopped(project);
  const { title, icon, isMoving, start, startWords, isStarting } = stopped;
  const isWaking = useWake(project, stopped.wake);
  const isBusy = isMoving || isWaking || isStarting;
  return (
    <PageBody className="grid place-items-center">
      <h1 className="sr-only">{project.name}</h1>
      <div role="status" className="grid justify-items-center">
        <EmptyView
          icon={isBusy ? LoaderCircle : (icon ?? LoaderCircle)}
          title={isWaking && !isMoving ? "The workspace is starting" : title}
          className={isBusy ? "[&_svg]:motion-safe:animate-spin" : undefined}
          actions={
            start &&
            !isWaking && (
              <Button variant="primary" isBusy={isStarting} onClick={start}>
                <Play />
                {startWords}
              </Button>
            )
          }
        >
          {isBusy ? noteOf(project, true) : saidOf(project)}
        </EmptyView>
        {isBusy && project.workspace?.state !== "removing" && <StartSteps projectId={project.id} />}
      </div>
    </PageBody>
  );
}

/** Starts a workspace that idled once somebody has its page in the foreground; true while that is under way. */
function useWake({ workspace }: ProjectView, wake: (() => Promise<FinalAnswer>) | null): boolean {
  const isVisible = useIsVisible();
  const hasAsked = useRef(false);
  const [isRefused, setIsRefused] = useState(false);
  const isDue = isVisible && wake !== null && workspace?.wakesOnDemand === true;
  useEffect(() => {
    if (!isDue || hasAsked.current) return;
    // Once: what fails is told, with a button to try again.
    hasAsked.current = true;
    void wake().then(({ outcome }) => setIsRefused(outcome !== "accepted" && outcome !== "done"));
  }, [isDue, wake]);
  return isDue && !isRefused;
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
  const isGone = project.workspace?.isGone === true;
  const isToBeMade = state === "removed" || isGone;
  const verb = isToBeMade ? create : start;
  const isMoving = isOnItsWay(state);
  const isBad = state === "failed" || state === "unreachable";
  const mayStart = project.access === "write" || project.access === "admin";
  return {
    title: isGone
      ? "Nothing of the workspace is left"
      : (titles[state] ?? `The workspace: ${wordOfWorkspace(project).word}`),
    /** None while it is on its way. */
    icon: isMoving ? undefined : isBad ? CircleX : CirclePause,
    isMoving,
    start: mayStart && !isMoving ? () => void verb.run({ projectId: project.id }) : null,
    wake: mayStart && state === "stopped" ? () => start.run({ projectId: project.id }) : null,
    startWords: isToBeMade ? "Make it again" : "Start the workspace",
    isStarting: verb.isPending,
  };
}

function saidOf(project: ProjectView): string {
  const { workspace, statusReason } = project;
  if (workspace?.isGone) return noteOf(project, false);
  return statusReason ?? workspace?.reason ?? noteOf(project, false);
}

function noteOf({ workspace, source }: ProjectView, isMoving: boolean): string {
  if (workspace?.state === "removing") return "Its files go. The board stays, and it can be made again.";
  if (isMoving) return "This page opens by itself as soon as it is done.";
  if (workspace?.stopCause === "idle")
    return "Nothing happened in it for long, so it stopped by itself. Its files are kept.";
  if (workspace?.state !== "removed" && !workspace?.isGone)
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
