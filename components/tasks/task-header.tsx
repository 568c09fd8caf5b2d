"use client";

import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, GitMerge, GitPullRequest, Link2, Pencil, Play, Square, Trash2, X } from "lucide-react";
import { useContext, useState } from "react";
import { CompareDialog } from "#components/runs/compare-dialog.tsx";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { InlineCode } from "#components/shared/inline-code.tsx";
import { Elapsed } from "#components/shared/relative-time.tsx";
import { BudgetPause } from "#components/spending/budget-pause.tsx";
import { columnLabels, verbLabels } from "#components/tasks/columns.ts";
import { EditTaskDialog } from "#components/tasks/edit-task-dialog.tsx";
import { MayWriteContext } from "#components/tasks/may-write.ts";
import { TaskSortingRow } from "#components/tasks/task-sorting.tsx";
import { useTaskVerb } from "#components/tasks/use-task-verb.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { cn } from "#lib/client/class-names.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { costsOfRun, wordOfPause, wordsOfPullRequest } from "#lib/client/run-words.ts";
import { projectQueries } from "#lib/modules/projects/queries.ts";
import { deliveryOf } from "#lib/modules/projects/rules.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";
import { runQueries } from "#lib/modules/runs/queries.ts";
import type { PullRequest, RunView } from "#lib/modules/runs/schema.ts";
import type { TaskVerb, TaskView } from "#lib/modules/tasks/schema.ts";

interface TaskHeaderProps {
  task: TaskView;
  /** A narrow screen leaves its room to what is read below. */
  isReading: boolean;
  onClose: () => void;
}

/** Number, place and title of a task, what its run has cost, and the buttons of what may be asked of it now. */
export function TaskHeader({ task, isReading, onClose }: TaskHeaderProps) {
  const run = task.currentRun;
  const mayWrite = useContext(MayWriteContext);
  return (
    <header className="grid gap-2 px-5 py-3 max-md:px-4">
      <div className="flex flex-wrap items-center gap-1.5">
        <span className="text-muted-foreground">#{task.number}</span>
        <Badge>{columnLabels[task.status]}</Badge>
        {run && run.openAsks > 0 && <Badge variant="attention">Needs you</Badge>}
        {run?.contest?.isOpen && (
          <Badge>
            {run.contest.ended} of {run.contest.runs} ended
          </Badge>
        )}
        {run?.state === "interrupted" && <Badge variant="failed">{wordOfPause(run.pausedFor)}</Badge>}
        <span className="ml-auto flex items-center gap-1">
          {mayWrite && <TaskButtons task={task} onClosed={onClose} />}
          <CopyButton
            text={() => `${window.location.origin}/projects/${task.projectId}/board/${task.number}`}
            label="Copy a link to this task"
            icon={Link2}
          />
          <Button variant="ghost" size="icon-sm" aria-label="Close the task" onClick={onClose}>
            <X />
          </Button>
        </span>
      </div>
      <h1 className="font-semibold text-lg tracking-tight [overflow-wrap:anywhere]">{task.title}</h1>
      {task.verbs.includes("run.keep") ? (
        <p className="text-muted-foreground">{task.statusReason}. Keep one under Compare.</p>
      ) : (
        task.statusReason && (
          <p className="text-failure first-letter:uppercase [overflow-wrap:anywhere]">{task.statusReason}</p>
        )
      )}
      {task.verbs.includes("run.resolve-conflict") && <ConflictOffer task={task} />}
      {run?.pullRequest && <PullRequestLink pullRequest={run.pullRequest} />}
      {run && mayWrite && <BudgetPause task={task} />}
      <div className={cn("grid gap-2", isReading && "max-md:hidden")}>
        {run && <RunFigures run={run} />}
        {mayWrite ? (
          <TaskSortingRow task={task} />
        ) : (
          <p className="text-muted-foreground text-xs">You have read access here.</p>
        )}
      </div>
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

/** Where its work is offered to those who merge it. */
function PullRequestLink({ pullRequest }: { pullRequest: PullRequest }) {
  return (
    <p className="flex items-center gap-1.5 text-sm">
      <GitPullRequest className="size-4 flex-none text-muted-foreground" />
      <a
        href={pullRequest.url}
        target="_blank"
        rel="noreferrer"
        className="underline underline-offset-2 hover:text-primary-text"
      >
        {wordsOfPullRequest(pullRequest)}
        <span className="sr-only"> (opens in a new tab)</span>
      </a>
    </p>
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

/** With what it does here, as the project has it. */
function approveWords({ deliverySettings }: ProjectView): string {
  const { delivery, mergeMode } = deliveryOf(deliverySettings);
  return delivery === "pull_request" ? "Approve as pull request" : `Approve and ${mergeMode}`;
}

/** The changes as they were looked at on this page; undefined where nobody did. */
function seenOf(client: QueryClient, task: TaskView): string | undefined {
  if (!task.currentRun) return undefined;
  const filter = { since: "start", ignoresSpace: false } as const;
  const { queryKey } = runQueries.changes(task, task.currentRun.id, filter);
  // Known to be old, such as after the base was taken over: it is not what was looked at last.
  if (client.getQueryState(queryKey)?.isInvalidated !== false) return undefined;
  return client.getQueryData(queryKey)?.digest;
}

function TaskButtons({ task, onClosed }: { task: TaskView; onClosed: () => void }) {
  const { run, isPending } = useTaskVerb();
  const remove = useCommand({ name: "task.delete", label: "Delete task", onDone: onClosed });
  const [isComparing, setIsComparing] = useState(false);
  const [isEdited, setIsEdited] = useState(false);
  const { data: project } = useQuery(projectQueries.one(task.projectId));
  const client = useQueryClient();
  const labelOf = (verb: TaskVerb) =>
    verb === "task.approve" && project ? approveWords(project) : verbLabels[verb];
  const buttons = shown.filter((verb) => task.verbs.includes(verb));
  // Out of money, the way on is the one of the budget.
  const isPaused = task.currentRun?.pausedFor === "budget";
  const first = isPaused ? undefined : buttons.find((verb) => primaryOf[verb]);
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
            onClick={() => run(task, verb, { seen: seenOf(client, task) })}
          >
            {Icon && <Icon />}
            {labelOf(verb)}
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
          <DropdownMenuItem onSelect={() => setIsEdited(true)}>
            <Pencil />
            Edit the task…
          </DropdownMenuItem>
          {task.verbs.includes("task.move") && (
            <DropdownMenuItem onSelect={() => run(task, "task.move")}>
              {task.status === "done" ? "Reopen" : "Move to Done"}
            </DropdownMenuItem>
          )}
          {task.verbs.includes("run.compare") && (
            <DropdownMenuItem onSelect={() => setIsComparing(true)}>Compare models…</DropdownMenuItem>
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
      {isComparing && <CompareDialog task={task} onClose={() => setIsComparing(false)} />}
      {isEdited && <EditTaskDialog task={task} onClose={() => setIsEdited(false)} />}
    </>
  );
}
