"use client";

import { CirclePause, CircleX, type LucideIcon, Moon, ServerOff } from "lucide-react";
import type { ReactNode } from "react";
import { runtimeWords, sourceWords } from "#components/projects/project-words.ts";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { cn } from "#lib/client/class-names.ts";
import { formatDuration } from "#lib/client/format.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";
import type { WorkspaceDetail } from "#lib/modules/workspaces/schema.ts";

interface StateNoticeProps {
  project: ProjectView;
  workspace: WorkspaceDetail;
}

interface Notice {
  /** None while something is on its way: an arc runs. */
  icon?: LucideIcon;
  isBad?: boolean;
  title: string;
  text: ReactNode;
}

/** What is the matter with a workspace that does not run as it should, in words, with the way on. */
export function StateNotice({ project, workspace }: StateNoticeProps) {
  const notice = noticeOf(project, workspace);
  if (!notice) return null;
  const { icon: Icon, isBad = false, title, text } = notice;
  return (
    <div
      role={isBad ? "alert" : "status"}
      className={cn(
        "flex gap-2.5 rounded-lg border p-4",
        isBad ? "border-failure-border bg-failure-soft" : "bg-muted",
      )}
    >
      <span className="grid h-5 flex-none place-items-center">
        {Icon ? (
          <Icon className={cn("size-4", isBad ? "text-failure" : "text-muted-foreground")} />
        ) : (
          <Spinner className="text-primary" />
        )}
      </span>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p className="font-medium">{title}</p>
        <p className="mt-0.5 text-muted-foreground text-xs">{text}</p>
      </div>
    </div>
  );
}

function noticeOf(project: ProjectView, workspace: WorkspaceDetail): Notice | null {
  const { state, reason, runtime, stopCause, idleStopMs, lastActiveAt } = workspace;
  const said = reason ?? project.statusReason;
  if (workspace.isGone) {
    return {
      icon: CircleX,
      isBad: true,
      title: "Nothing of the workspace is left",
      text: `It was removed outside of Lockkeeper, or this is another machine. The board was kept. It can be made again from ${sourceWords(project.source)}.`,
    };
  }
  switch (state) {
    case "creating":
      return { title: "The workspace is being made", text: "The steps are below, with the log of each." };
    case "starting":
      return { title: "The workspace is starting", text: said ?? "This page follows it by itself." };
    case "stopping":
      return { title: "The workspace is stopping", text: "Terminals and agents end; files stay." };
    case "removing":
      return { title: "The workspace is being removed", text: "The board stays, and it can be made again." };
    case "failed":
      return {
        icon: CircleX,
        isBad: true,
        title: said ?? "The workspace has failed",
        text: `Its files are kept. ${
          workspace.capabilities.resourceLimits && /memory/i.test(said ?? "")
            ? "Give it more memory below, then start it again."
            : "Start it again; the log below says what it said last."
        }`,
      };
    case "unreachable":
      return {
        icon: ServerOff,
        isBad: true,
        title: said ?? `${runtimeWords[runtime]} does not answer`,
        text: "Nothing is lost: what ran may still run. Everything else of the project works, and this page changes by itself as soon as it answers.",
      };
    case "stopped":
      return stopCause === "idle"
        ? {
            icon: Moon,
            title: "It stopped by itself",
            text: (
              <>
                Nothing happened in it{idleStopMs !== null && ` for ${formatDuration(idleStopMs)}`}; the last
                was <RelativeTime at={lastActiveAt} />. It starts when you open Terminal, Files or Git.
              </>
            ),
          }
        : {
            icon: CirclePause,
            title: "It was stopped",
            text: "Its files are kept. It starts when you say so.",
          };
    case "removed":
      return {
        icon: Moon,
        title: "The workspace was removed",
        text: `The board was kept. It can be made again from ${sourceWords(project.source)}.`,
      };
    default:
      return null;
  }
}
