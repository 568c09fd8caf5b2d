"use client";

import { CirclePause, Play, RotateCcw, Trash2 } from "lucide-react";
import Link from "next/link";
import { ActionRow } from "#components/projects/action-row.tsx";
import { runtimeWords, sourceWords, wordOfWorkspace } from "#components/projects/project-words.ts";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { projectHref } from "#components/shell/navigation.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { useLife } from "#components/workspaces/use-life.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** Where the project's files, terminals and agents live, how that stands, and the verbs of its life. */
export function WorkspaceCard({ project }: { project: ProjectView }) {
  const { workspace, source, runtime, defaultBranch, slug } = project;
  const { status, word } = wordOfWorkspace(project);
  const reason = project.statusReason ?? workspace?.reason;
  return (
    <Card aria-labelledby="workspace">
      <CardHeader>
        <CardTitle id="workspace">Workspace</CardTitle>
        <span role="status" className="ml-auto">
          <StatusDot status={status}>{word}</StatusDot>
        </span>
      </CardHeader>
      <CardBody>
        {reason && <p className="mb-3 text-failure [overflow-wrap:anywhere]">{reason}</p>}
        <dl className="grid grid-cols-[120px_minmax(0,1fr)] gap-y-2 [overflow-wrap:anywhere]">
          <dt className="text-muted-foreground">Source</dt>
          <dd>{source.type === "empty" ? "An empty repository" : sourceWords(source)}</dd>
          <dt className="text-muted-foreground">Runtime</dt>
          <dd>{runtimeWords[runtime]}</dd>
          <dt className="text-muted-foreground">Default branch</dt>
          <dd>{defaultBranch ?? "None yet"}</dd>
          <dt className="text-muted-foreground">Short name</dt>
          <dd>{slug}</dd>
          {workspace && workspace.state !== "removed" && (
            <>
              <dt className="text-muted-foreground">Made</dt>
              <dd>
                <RelativeTime at={workspace.createdAt} />
              </dd>
            </>
          )}
        </dl>
      </CardBody>
      <p className="border-t px-4 py-2.5 text-xs">
        <Link
          href={projectHref(project.id, "workspace")}
          className="text-primary-text underline underline-offset-3"
        >
          Limits, image, usage and log
        </Link>{" "}
        <span className="text-muted-foreground">are on the page of the workspace.</span>
      </p>
      <div className="divide-y border-t">
        <LifeRows project={project} />
      </div>
    </Card>
  );
}

function LifeRows({ project }: { project: ProjectView }) {
  const { isMoving, mayWrite, mayAdminister, start, stop, restart, remove, create } = useLife(project);
  const state = project.workspace?.state ?? "removed";
  const isUp = state === "running" || state === "stopping";

  if (state === "removed" || state === "creating") {
    return (
      <ActionRow
        title="Make the workspace again"
        level="LOW"
        text={
          project.source.type === "empty"
            ? "With an empty repository. The board is as it was."
            : "From the source above, with the newest commits there. The board is as it was."
        }
      >
        <Button disabled={!mayWrite} isBusy={create.isPending || state === "creating"} onClick={create.run}>
          <Play />
          Make it again
        </Button>
      </ActionRow>
    );
  }
  return (
    <>
      {isUp ? (
        <>
          <ActionRow
            title="Restart the helper"
            level="LOW"
            text="For a workspace that answers oddly. Its terminals go on."
          >
            <Button disabled={!mayWrite || isMoving} isBusy={restart.isPending} onClick={restart.run}>
              <RotateCcw />
              Restart
            </Button>
          </ActionRow>
          <ActionRow
            title="Stop the workspace"
            level="MEDIUM"
            text="Ends its terminals and agents. Its files stay."
          >
            <Button disabled={!mayWrite || isMoving} isBusy={stop.isPending} onClick={stop.run}>
              <CirclePause />
              Stop…
            </Button>
          </ActionRow>
        </>
      ) : (
        <ActionRow title="Start the workspace" level="LOW" text="Its files are as they were left.">
          <Button disabled={!mayWrite || isMoving} isBusy={start.isPending} onClick={start.run}>
            <Play />
            Start
          </Button>
        </ActionRow>
      )}
      <ActionRow title="Remove the workspace" level="HIGH" text={removalText(project)}>
        <Button disabled={!mayAdminister || isMoving} isBusy={remove.isPending} onClick={remove.run}>
          <Trash2 />
          Remove…
        </Button>
      </ActionRow>
    </>
  );
}

const removalText = ({ source }: ProjectView): string =>
  source.type === "folder"
    ? "Its terminals and worktrees go after a cooldown. The folder and the board stay, and it can be made again."
    : "Its files go after a cooldown; unpushed work is listed first. The board stays, and it can be made again.";
