"use client";

import { Ellipsis, GitMerge, Play, Square, Trash2, X } from "lucide-react";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { InlineCode } from "#components/shared/inline-code.tsx";
import { Elapsed } from "#components/shared/relative-time.tsx";
import { columnLabels, verbLabels } from "#components/tasks/columns.ts";
import { useTaskVerb } from "#components/tasks/use-task-verb.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { costsOfRun } from "#lib/client/run-words.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import type { TaskVerb, TaskView } from "#lib/modules/tasks/schema.ts";

/** Number, place and title of a task, what its run has cost, and the buttons of what may be asked of it now. */
export function TaskHeader({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const run = task.currentRun;
  return (
    <header className="grid gap-2 px-5 py-3 max-md:px-4">
      <div className="flex flex-wrap items-center gap-1.5">
        <span className="text-muted-foreground">#{task.number}</span>
        <Badge>{columnLabels[task.status]}</Badge>
        {run && run.openAsks > 0 && <Badge variant="attention">Needs you</Badge>}
        {run?.state === "interrupted" && <Badge variant="failed">Interrupted</Badge>}
        <span className="ml-auto flex items-center gap-1">
          <TaskButtons task={task} onClosed={onClose} />
          <Button variant="ghost" size="icon-sm" aria-label="Close the task" onClick={onClose}>
            <X />
          </Button>
        </span>
      </div>
      <h1 className="font-semibold text-lg tracking-tight [overflow-wrap:anywhere]">{task.title}</h1>
      {task.statusReason && (
        <p className="text-failure first-letter:uppercase [overflow-wrap:anywhere]">{task.statusReason}</p>
      )}
      {task.verbs.includes("run.resolve-conflict") && <ConflictOffer task={task} />}
      {run && <RunFigures run={run} />}
    </header>
  );
}

/** The way on from a merge that ended in a conflict. */
function ConflictOffer({ task }: { task: TaskView }) {
  const { run, isPending } = useTaskVerb();
  return (
    <section
      aria-label="The merge ended in a conflict"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border bg-muted px-3 py-2"
    >
      <p className="min-w-48 flex-1 text-muted-foreground text-xs">
        The agent takes {task.currentRun?.baseBranch ?? "the default branch"} over into its worktree and
        settles what is in conflict. Then it is reviewed anew.
      </p>
      <Button size="sm" isBusy={isPending} onClick={() => run(task, "run.resolve-conflict")}>
        <GitMerge />
        Let the agent resolve it
      </Button>
    </section>
  );
}

/** What the run took, and the branch it works on: the figures stay in one line, the branch gives way. */
function RunFigures({ run }: { run: RunView }) {
  const [first, ...rest] = costsOfRun(run);
  const isPaid = run.costUsd > 0;
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted-foreground text-xs">
      <p className="flex flex-none items-center whitespace-nowrap *:not-first:before:px-1.5 *:not-first:before:text-subtle-foreground *:not-first:before:content-['·']">
        {first && <span className={isPaid ? "font-medium text-foreground" : undefined}>{first}</span>}
        {rest.map((cost) => (
          <span key={cost}>{cost}</span>
        ))}
        {run.startedAt && (
          <span>
            <Elapsed since={run.startedAt} until={run.endedAt} />
          </span>
        )}
        <span>run {run.ordinal}</span>
      </p>
      <span className="flex min-w-0 max-w-full items-center gap-0.5">
        <InlineCode className="truncate" title={run.branch}>
          {run.branch}
        </InlineCode>
        <CopyButton text={run.branch} label="Copy the branch" className="-my-1 flex-none" />
      </span>
    </div>
  );
}

const primaryOf: Partial<Record<TaskVerb, true>> = {
  "run.start": true,
  "task.approve": true,
  "run.continue": true,
};
const shown: readonly TaskVerb[] = ["run.continue", "run.start", "run.abort", "task.approve"];
const icons: Partial<Record<TaskVerb, typeof Play>> = {
  "run.start": Play,
  "run.continue": Play,
  "run.abort": Square,
};

function TaskButtons({ task, onClosed }: { task: TaskView; onClosed: () => void }) {
  const { run, isPending } = useTaskVerb();
  const remove = useCommand({ name: "task.delete", label: "Delete task", onDone: onClosed });
  const buttons = shown.filter((verb) => task.verbs.includes(verb));
  const first = buttons.find((verb) => primaryOf[verb]);
  return (
    <>
      {buttons.map((verb) => {
        const Icon = icons[verb];
        if (verb === "run.feedback") return null;
        return (
          <Button
            key={verb}
            size="sm"
            variant={verb === first ? "primary" : "default"}
            isBusy={isPending || (verb === "task.approve" && task.isApproving)}
            onClick={() => run(task, verb)}
          >
            {Icon && <Icon />}
            {verbLabels[verb]}
          </Button>
        );
      })}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label="More about this task">
            <Ellipsis />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {task.verbs.includes("task.move") && (
            <DropdownMenuItem onSelect={() => run(task, "task.move")}>
              {task.status === "done" ? "Reopen" : "Move to Done"}
            </DropdownMenuItem>
          )}
          {task.verbs.includes("run.drop") && (
            <DropdownMenuItem onSelect={() => run(task, "run.drop")}>Drop the work…</DropdownMenuItem>
          )}
          <DropdownMenuItem onSelect={() => remove.run({ projectId: task.projectId, taskId: task.id })}>
            <Trash2 />
            Delete the task…
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
    </>
  );
}
