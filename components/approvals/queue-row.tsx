"use client";

import Link from "next/link";
import { useSyncExternalStore } from "react";
import { askerOf, isCooling, isOwnTooEarly, stateWords } from "#components/approvals/approval-words.ts";
import { ForeignText } from "#components/shared/foreign-text.tsx";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { Countdown, RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusDot, statusOfOperation, wordOfOperation } from "#components/shared/status-dot.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { clock } from "#lib/client/clock.ts";
import { wordsOfChange } from "#lib/kernel/change-words.ts";
import { labelOfCommand } from "#lib/kernel/command-words.ts";
import type { AnswerableOperation } from "#lib/operations/schema.ts";

interface QueueRowProps {
  entry: AnswerableOperation;
  href: string;
  isChosen: boolean;
  /** The one row of the list that Tab leads to. */
  isTabStop: boolean;
}

/** One waiting operation: how dangerous, how long, what, who, and what it waits for. */
export function QueueRow({ entry, href, isChosen, isTabStop }: QueueRowProps) {
  const nowMs = useSyncExternalStore<number>(clock.subscribe, clock.now, () => 0);
  const said = stateWords(entry, nowMs);
  return (
    <Link
      href={href}
      scroll={false}
      data-row-link
      tabIndex={isTabStop ? 0 : -1}
      aria-current={isChosen ? "true" : undefined}
      className="grid gap-1 border-b px-4 py-3 hover:bg-muted focus-visible:-outline-offset-2 max-md:py-3.5 md:aria-[current=true]:bg-accent"
    >
      <span className="mb-0.5 flex items-center gap-2 text-xs">
        <LevelBadge level={entry.level} />
        <span className="ml-auto whitespace-nowrap">
          <QueueTime entry={entry} />
        </span>
      </span>
      <span className="font-medium [overflow-wrap:anywhere] max-md:text-base">
        {labelOfCommand(entry.command)}{" "}
        <code className="font-medium">
          <ForeignText text={entry.target.name} />
        </code>
      </span>
      {entry.changes[0] && (
        <span className="truncate text-muted-foreground text-xs">
          <ForeignText text={entry.changes.map(wordsOfChange).join(" · ")} />
        </span>
      )}
      <span className="flex min-w-0 items-center gap-1.5 text-muted-foreground text-xs">
        <Avatar name={entry.actor.name} kind={entry.actor.kind} size="sm" />
        <span className="truncate">
          {askerOf(entry)}
          {entry.via === "cli" && " · from the CLI"}
          {said && ` · ${said}`}
        </span>
      </span>
    </Link>
  );
}

const soonMs = 24 * 3_600_000;

/** How long nothing can happen yet, how long it can still be answered when that is soon over, or how it ended. */
function QueueTime({ entry }: { entry: AnswerableOperation }) {
  const nowMs = useSyncExternalStore<number>(clock.subscribe, clock.now, () => 0);
  if (entry.state !== "held") {
    return (
      <span className="flex items-center gap-2 text-muted-foreground">
        <StatusDot status={statusOfOperation[entry.state]}>{wordOfOperation[entry.state]}</StatusDot>
        <RelativeTime at={entry.endedAt ?? entry.createdAt} className="text-subtle-foreground" />
      </span>
    );
  }
  if (entry.notBefore && isCooling(entry, nowMs)) {
    return <Countdown until={entry.notBefore} after="Ready" suffix=" left" />;
  }
  if (entry.approvableAt && isOwnTooEarly(entry, nowMs)) {
    return <Countdown until={entry.approvableAt} after="Ready" suffix=" left" />;
  }
  const isSoon = entry.expiresAt !== null && nowMs > 0 && Date.parse(entry.expiresAt) - nowMs < soonMs;
  if (isSoon && entry.expiresAt) return <Countdown until={entry.expiresAt} after="lapses" suffix=" left" />;
  return <span>Ready</span>;
}
