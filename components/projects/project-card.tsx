import Link from "next/link";
import { Fragment } from "react";
import { isTyping, wordsOfAct, wordsOfTasks } from "#components/projects/activity-words.ts";
import { runtimeWords, typeWords, wordOfWorkspace } from "#components/projects/project-words.ts";
import { Countdown, RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { projectHome } from "#components/shell/navigation.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { countOf } from "#lib/client/format.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** One project at a glance; the whole card is the way into it. */
export function ProjectCard({ project }: { project: ProjectView }) {
  const { name, description, type, workspace, defaultBranch } = project;
  const { status, word } = wordOfWorkspace(project);
  const { tasks } = project;
  const words = wordsOfTasks(tasks);
  const needsYou = tasks.asks;
  const reason = project.statusReason ?? workspace?.reason;
  return (
    <Link
      href={projectHome(project.id)}
      data-slot="project-card"
      className="flex flex-col rounded-lg border bg-card text-card-foreground transition-colors hover:border-border-strong"
    >
      <div className="flex items-center gap-3 px-4 pt-4 pb-3">
        <span
          aria-hidden="true"
          className="grid size-9 flex-none place-items-center rounded-lg border bg-muted font-mono font-semibold text-muted-foreground text-xs"
        >
          {glyphOf(name)}
        </span>
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-medium text-base leading-5 tracking-tight">{name}</h2>
          <p className="truncate text-muted-foreground text-xs">
            {description === "" ? typeWords[type] : `${description.split("\n")[0]} · ${typeWords[type]}`}
          </p>
        </div>
        {needsYou > 0 && (
          <Badge variant="attention">{needsYou === 1 ? "Needs you" : `${needsYou} need you`}</Badge>
        )}
      </div>
      <dl className="grid px-4 pb-3">
        <Fact label="Workspace">
          <StatusDot status={status} className="flex-none">
            {word}
          </StatusDot>
          <span className="truncate text-subtle-foreground text-xs" title={reason ?? undefined}>
            {reason ?? <WorkspaceNote project={project} />}
          </span>
        </Fact>
        <Fact label="Tasks">
          <StatusDot status={tasks.running > 0 ? "running" : "stopped"} className="flex-none">
            {words.now}
          </StatusDot>
          <span className="truncate text-subtle-foreground text-xs">{words.more}</span>
        </Fact>
        <Fact label="Branch">
          {defaultBranch ? (
            <code className="truncate">{defaultBranch}</code>
          ) : (
            <span className="text-subtle-foreground">None yet</span>
          )}
        </Fact>
      </dl>
      <div className="mt-auto flex h-10 items-center gap-2 border-t px-4 text-muted-foreground text-xs">
        <LastActivity project={project} />
      </div>
    </Link>
  );
}

function LastActivity({ project }: { project: ProjectView }) {
  const { lastAct, workspace } = project;
  if (!lastAct || isTyping(project)) {
    return (
      <>
        <span className="min-w-0 truncate">{lastAct ? "Typing in a terminal" : "Last activity"}</span>
        <RelativeTime
          at={lastAct && workspace ? workspace.lastActiveAt : project.lastActivityAt}
          className="ml-auto whitespace-nowrap"
        />
      </>
    );
  }
  const { who, before, subject, after } = wordsOfAct(lastAct);
  return (
    <>
      <Avatar size="sm" name={who} kind={lastAct.actor.kind} />
      <span className="min-w-0 truncate">
        {who}
        {before}
        {subject && <span className="font-mono text-foreground text-xs">{subject}</span>}
        {after}
      </span>
      <RelativeTime at={lastAct.at} className="ml-auto whitespace-nowrap" />
    </>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="grid h-7 grid-cols-[96px_minmax(0,1fr)] items-center">
      <dt className="text-muted-foreground text-xs">{label}</dt>
      <dd className="flex min-w-0 items-center gap-2">{children}</dd>
    </div>
  );
}

/** Where it runs, and how long it has; or what stopped it. */
function WorkspaceNote({ project: { runtime, workspace } }: { project: ProjectView }) {
  const terminals = workspace?.activity?.terminals.length ?? 0;
  const parts = [
    runtimeWords[runtime],
    terminals > 0 && countOf(terminals, "terminal"),
    workspace?.stopCause === "idle" && "stopped by itself",
    workspace?.stopsAt && <Countdown key="stops" until={workspace.stopsAt} suffix=" left" />,
  ].filter((part) => part !== false && part !== null && part !== undefined && part !== "");
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts keep their order
    <Fragment key={index}>
      {index > 0 && " · "}
      {part}
    </Fragment>
  ));
}

/** The first two letters, or the first of the first two words. */
function glyphOf(name: string): string {
  const words = name.split(/[\s_-]+/).filter((word) => word !== "");
  const [first = "", second] = words.map((word) => [...word]);
  const letters = second ? [first[0], second[0]] : [...first].slice(0, 2);
  return letters.join("").toLowerCase();
}
