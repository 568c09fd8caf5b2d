"use client";

import { useDraggable } from "@dnd-kit/core";
import { Bot, Check, CircleHelp, CircleX } from "lucide-react";
import Link from "next/link";
import { Elapsed } from "#components/shared/relative-time.tsx";
import { StatusShape } from "#components/shared/status-dot.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#lib/client/class-names.ts";
import { isSentence, wordOfRun } from "#lib/client/run-words.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

interface TaskCardProps {
  task: TaskView;
  href: string;
  isOpen: boolean;
}

/** A card: what it is; where an agent is at work a second storey says what it does or asks, and for how long. */
export function TaskCard({ task, href, isOpen }: TaskCardProps) {
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({ id: task.id, data: { task } });
  return (
    <Link
      ref={setNodeRef}
      href={href}
      draggable={false}
      {...attributes}
      {...listeners}
      role="link"
      data-task={task.number}
      aria-label={`#${task.number} ${task.title}`}
      aria-current={isOpen || undefined}
      className={cn(
        "block flex-none touch-manipulation rounded-lg border border-lane-card-border bg-lane-card px-3 py-2.5 shadow-xs transition-colors duration-fast hover:border-border-strong",
        isOpen && "border-ring ring-1 ring-ring",
        isDragging && "opacity-40",
      )}
    >
      <CardFace task={task} />
    </Link>
  );
}

/** What a card shows, also while it is carried. */
export function CardFace({ task }: { task: TaskView }) {
  const run = task.currentRun;
  return (
    <>
      <span className="mb-1 flex min-h-5 items-center gap-1.5 text-subtle-foreground text-xs">
        #{task.number}
        <span className="ml-auto">
          <CardState task={task} />
        </span>
      </span>
      <span className="block font-medium text-sm leading-[18px] [overflow-wrap:anywhere]">{task.title}</span>
      {task.statusReason && (
        <span className="mt-2 block text-failure text-xs first-letter:uppercase [overflow-wrap:anywhere]">
          {task.statusReason}
        </span>
      )}
      {task.status === "human_review" && run && <ReviewLine run={run} />}
      {run && isBusy(task) && <LiveStorey run={run} />}
    </>
  );
}

const isBusy = (task: TaskView): boolean => task.status === "in_progress" || task.status === "ai_review";

function CardState({ task }: { task: TaskView }) {
  const run = task.currentRun;
  if (task.isApproving) return <Working word="Merging" />;
  if (run && run.openAsks > 0) return <Badge variant="attention">Needs you</Badge>;
  if (task.status === "human_review") return <Badge variant="attention">Review</Badge>;
  if (run && isBusy(task)) {
    if (run.state === "interrupted") return <Badge variant="failed">Interrupted</Badge>;
    const word = wordOfRun(run);
    if (word) return <Working word={word} />;
  }
  if (task.resolution === "merged") return <span className="text-primary-text">Merged</span>;
  if (task.resolution === "dropped") return <span>Dropped</span>;
  return null;
}

function Working({ word }: { word: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-primary-text">
      <StatusShape status="running" />
      {word}
    </span>
  );
}

function ReviewLine({ run }: { run: RunView }) {
  const verdict = run.verdict?.verdict;
  const [Icon, words] =
    verdict === "approve"
      ? ([Check, "Review passed"] as const)
      : verdict === "changes"
        ? ([CircleX, "Review asked for changes"] as const)
        : ([CircleHelp, run.verdict ? "No verdict" : "Not reviewed"] as const);
  const notes = run.verdict?.comments.length ?? 0;
  return (
    <span className="mt-2 flex items-center gap-1.5 text-muted-foreground text-xs">
      <Icon className={cn("size-3.5", verdict === "approve" && "text-primary-text")} />
      {words}
      {notes > 0 && ` · ${notes} ${notes === 1 ? "note" : "notes"}`}
    </span>
  );
}

function LiveStorey({ run }: { run: RunView }) {
  return (
    <span className="-mx-3 -mb-2.5 mt-2.5 grid gap-1.5 border-t px-3 py-2 text-xs">
      {run.activity && (
        <span className={cn("truncate", !isSentence(run.activity) && "font-mono")}>{run.activity}</span>
      )}
      {run.error && <span className="text-failure">{run.error}</span>}
      <span className="flex items-center gap-2 text-subtle-foreground">
        <Bot className="size-3.5" />
        <span className="min-w-0 truncate">{run.model}</span>
        {run.startedAt && <Elapsed since={run.startedAt} until={run.endedAt} className="ml-auto flex-none" />}
      </span>
    </span>
  );
}
