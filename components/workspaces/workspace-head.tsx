"use client";

import { CirclePause, Ellipsis, Hammer, Play, RotateCcw, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { runtimeWords, wordOfWorkspace } from "#components/projects/project-words.ts";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { Elapsed, Moment } from "#components/shared/relative-time.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { type Life, useLife } from "#components/workspaces/use-life.ts";
import { useLifeActions } from "#components/workspaces/use-life-actions.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";
import type { WorkspaceDetail } from "#lib/modules/workspaces/schema.ts";

interface WorkspaceHeadProps {
  project: ProjectView;
  workspace: WorkspaceDetail;
}

/** The state in a word, since when and until when, and what can be done about it. */
export function WorkspaceHead({ project, workspace }: WorkspaceHeadProps) {
  const life = useLife(project);
  useLifeActions(project, workspace, life);
  const { status, word } = wordOfWorkspace(project);
  return (
    <header className="grid gap-1">
      <div className="flex min-h-control flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="font-semibold text-xl tracking-tighter">Workspace</h1>
        <span role="status">
          <StatusDot status={status}>{word}</StatusDot>
        </span>
        <div className="ml-auto flex flex-wrap items-center gap-2">
          <Buttons workspace={workspace} life={life} />
        </div>
      </div>
      <p className="flex flex-wrap items-center text-muted-foreground text-xs [&>*+*]:before:mx-1.5 [&>*+*]:before:content-['·']">
        {factsOf(workspace).map(({ key, shown }) => (
          <span key={key}>{shown}</span>
        ))}
      </p>
    </header>
  );
}

interface Fact {
  key: string;
  shown: ReactNode;
}

function factsOf(workspace: WorkspaceDetail): Fact[] {
  const { runtime, startedAt, stopsAt, lastActiveReason, state, idleStopMs } = workspace;
  const facts: (Fact | false)[] = [
    { key: "runtime", shown: runtimeWords[runtime] },
    startedAt !== null && {
      key: "up",
      shown: (
        <>
          up <Elapsed since={startedAt} />
        </>
      ),
    },
    stopsAt !== null && {
      key: "stops",
      shown: (
        <>
          Stops <Moment at={stopsAt} />
          {lastActiveReason !== null && `, last kept awake by ${lastActiveReason}`}
        </>
      ),
    },
    state === "running" && idleStopMs === null && { key: "never", shown: "Never stops by itself" },
  ];
  return facts.filter((fact) => fact !== false);
}

function Buttons({ workspace, life }: { workspace: WorkspaceDetail; life: Life }) {
  const { state, isGone } = workspace;
  const { isMoving, mayWrite } = life;
  if (!mayWrite || state === "creating") return null;
  if (state === "removed" || isGone) {
    return (
      <Button variant="primary" isBusy={life.create.isPending} onClick={life.create.run}>
        <Play />
        Make it again
      </Button>
    );
  }
  const isUp = state === "running" || state === "stopping";
  return (
    <>
      {isUp ? (
        <>
          <Button disabled={isMoving} isBusy={life.restart.isPending} onClick={life.restart.run}>
            <RotateCcw />
            Restart the helper
          </Button>
          <Button disabled={isMoving} isBusy={life.stop.isPending} onClick={life.stop.run}>
            <CirclePause />
            Stop…
          </Button>
        </>
      ) : (
        <Button variant="primary" disabled={isMoving} isBusy={life.start.isPending} onClick={life.start.run}>
          <Play />
          Start
        </Button>
      )}
      <MoreMenu workspace={workspace} life={life} />
    </>
  );
}

function MoreMenu({ workspace, life }: { workspace: WorkspaceDetail; life: Life }) {
  const { images } = workspace.capabilities;
  if (!images && !life.mayAdminister) return null;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          size="icon"
          aria-label="More"
          disabled={life.isMoving}
          isBusy={life.rebuild.isPending || life.remove.isPending}
        >
          <Ellipsis />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {images && (
          <DropdownMenuItem onSelect={life.rebuild.run}>
            <Hammer />
            Rebuild…
            <LevelBadge level="MEDIUM" className="ml-auto" />
          </DropdownMenuItem>
        )}
        {life.mayAdminister && (
          <DropdownMenuItem onSelect={life.remove.run}>
            <Trash2 />
            Remove…
            <LevelBadge level="HIGH" className="ml-auto" />
          </DropdownMenuItem>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
