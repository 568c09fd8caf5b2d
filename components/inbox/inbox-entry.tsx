"use client";

import { Eye, Hand, type LucideIcon, Pause, ShieldCheck } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { PermissionCard } from "#components/runs/permission-card.tsx";
import { QuestionCard } from "#components/runs/question-card.tsx";
import { ForeignText } from "#components/shared/foreign-text.tsx";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { Countdown, RelativeTime } from "#components/shared/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { approvalHref, noApprovalFilter } from "#lib/client/approval-address.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { wordOfPause } from "#lib/client/run-words.ts";
import { wordsOfChange } from "#lib/kernel/change-words.ts";
import { labelOfCommand } from "#lib/kernel/command-words.ts";
import type { InboxItem } from "#lib/modules/inbox/schema.ts";

type Of<Kind extends InboxItem["kind"]> = Extract<InboxItem, { kind: Kind }>;
type TaskItem = Exclude<InboxItem, Of<"approval">>;

const icons: Record<InboxItem["kind"], LucideIcon> = {
  permission: Hand,
  question: Hand,
  review: Eye,
  paused: Pause,
  approval: ShieldCheck,
};

/** One thing that waits: where it is from, what it is, what may be done, and what happens else. */
export function InboxEntry({ item }: { item: InboxItem }) {
  const Icon = icons[item.kind];
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <p className="flex items-center gap-2 text-muted-foreground text-xs">
        <Icon className="size-3.5 flex-none" />
        <span className="min-w-0 truncate">
          {item.kind === "approval" ? <>{item.actor.name} asks</> : <TaskLink item={item} />}
        </span>
        <RelativeTime at={item.since} className="ml-auto flex-none text-subtle-foreground" />
      </p>
      <EntryBody item={item} />
    </li>
  );
}

const hrefOf = ({ project, task }: TaskItem): string => `/projects/${project?.id}/board/${task.number}`;

function TaskLink({ item }: { item: TaskItem }) {
  return (
    <>
      <Link href={hrefOf(item)} className="font-medium text-foreground hover:underline">
        #{item.task.number} {item.task.title}
      </Link>
      {item.project && ` · ${item.project.name}`}
    </>
  );
}

function EntryBody({ item }: { item: InboxItem }) {
  switch (item.kind) {
    case "permission":
      return (
        <>
          <PermissionCard ask={item.ask} runId={item.runId} projectId={item.project?.id ?? ""} />
          <Otherwise item={item} />
        </>
      );
    case "question":
      return (
        <>
          <QuestionCard ask={item.ask} runId={item.runId} />
          <Otherwise item={item} />
        </>
      );
    case "approval":
      return <Approval item={item} />;
    case "review":
      return <Review item={item} />;
    case "paused":
      return <Paused item={item} />;
  }
}

/** An ask's own card counts down; what follows from silence stands below it. */
function Otherwise({ item }: { item: InboxItem }) {
  return <p className="text-muted-foreground text-xs">If nobody answers: {lowered(item.otherwise)}</p>;
}

const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

function EntryCard({
  children,
  actions,
  footer,
}: {
  children: ReactNode;
  actions: ReactNode;
  footer: ReactNode;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-lg border bg-card p-3">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="grid min-w-56 flex-1 gap-1">{children}</div>
        <div className="flex flex-none items-center gap-2">{actions}</div>
      </div>
      <p className="text-muted-foreground text-xs">{footer}</p>
    </div>
  );
}

function Approval({ item }: { item: Of<"approval"> }) {
  return (
    <EntryCard
      actions={
        <Button asChild variant="primary">
          <Link href={approvalHref("waiting", noApprovalFilter, item.operationId)}>Look and decide</Link>
        </Button>
      }
      footer={
        <>
          {item.deadlineAt && (
            <>
              <Countdown until={item.deadlineAt} suffix=" left." />{" "}
            </>
          )}
          If nobody answers: {lowered(item.otherwise)}
        </>
      }
    >
      <span>
        <LevelBadge level={item.level} />
      </span>
      <span className="font-medium [overflow-wrap:anywhere]">
        {labelOfCommand(item.command)}{" "}
        <code>
          <ForeignText text={item.targetName} />
        </code>
      </span>
      {item.changes[0] && (
        <span className="text-muted-foreground [overflow-wrap:anywhere]">
          <ForeignText text={item.changes.map(wordsOfChange).join(" · ")} />
        </span>
      )}
      {item.reason && <span className="text-muted-foreground">“{item.reason}”</span>}
    </EntryCard>
  );
}

const verdictWords = {
  approve: ["Review passed", "good"],
  changes: ["Review asks for changes", "failed"],
  none: ["No verdict", "default"],
} as const;

function Review({ item }: { item: Of<"review"> }) {
  const [word, variant] = item.verdict
    ? verdictWords[item.verdict.verdict]
    : (["Not reviewed", "default"] as const);
  return (
    <EntryCard
      actions={
        <Button asChild variant="primary">
          <Link href={`${hrefOf(item)}?tab=changes`}>Review the changes</Link>
        </Button>
      }
      footer={item.otherwise}
    >
      <span>
        <Badge variant={variant}>{word}</Badge>
      </span>
      {item.verdict && !item.reason?.includes(item.verdict.summary) && (
        <span className="line-clamp-3 text-muted-foreground [overflow-wrap:anywhere]">
          {item.verdict.summary}
        </span>
      )}
      {item.reason && (
        <span className="text-failure first-letter:uppercase [overflow-wrap:anywhere]">{item.reason}</span>
      )}
    </EntryCard>
  );
}

function Paused({ item }: { item: Of<"paused"> }) {
  const goOn = useCommand({ name: "run.continue", label: "Continue" });
  const abort = useCommand({ name: "run.abort", label: "Abort" });
  const input = { projectId: item.project?.id, taskId: item.task.id };
  return (
    <EntryCard
      actions={
        <>
          <Button variant="ghost" isBusy={abort.isPending} onClick={() => void abort.run(input)}>
            Abort
          </Button>
          {item.pausedFor === "budget" ? (
            <Button asChild variant="primary">
              <Link href={hrefOf(item)}>Look at the budget</Link>
            </Button>
          ) : (
            <Button variant="primary" isBusy={goOn.isPending} onClick={() => void goOn.run(input)}>
              Continue
            </Button>
          )}
        </>
      }
      footer={item.otherwise}
    >
      <span>
        <Badge variant="failed">{wordOfPause(item.pausedFor)}</Badge>
      </span>
      <span className="[overflow-wrap:anywhere]">{item.reason ?? "It was stopped in the middle."}</span>
    </EntryCard>
  );
}
