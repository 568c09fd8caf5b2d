"use client";

import { Check, CircleHelp, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { labelOfProvider } from "#components/configs/config-words.ts";
import { Elapsed } from "#components/shared/relative-time.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { countOf, formatCount, formatDuration } from "#lib/client/format.ts";
import { wordOfRun } from "#lib/client/run-words.ts";
import type { ComparedRun } from "#lib/modules/contests/schema.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import type { CheckResult, RunView, Verdict } from "#lib/modules/runs/schema.ts";

interface ResultCardProps {
  item: ComparedRun;
  /** The least cost and time of those that finished, where they differ. */
  least: { costUsd: number | null; durationMs: number | null };
  /** None was kept yet. */
  isOpen: boolean;
  isKeeping: boolean;
  onSee: (what: "changes" | "conversation") => void;
  onKeep?: (() => void) | undefined;
}

/** Tokens that cost nothing are mostly those of a model whose price nobody knows: no reason to take it. */
export const isPriced = ({ costUsd, tokens }: RunView): boolean =>
  costUsd > 0 || (tokens?.input ?? 0) + (tokens?.output ?? 0) === 0;

/** What one model made of the task, in figures that line up with those beside it. */
export function ResultCard({ item, least, isOpen, isKeeping, onSee, onKeep }: ResultCardProps) {
  const { run, changes, configVersion, isKept } = item;
  return (
    <Card aria-label={`Result ${run.ordinal}, ${run.model}`} className="flex min-w-0 flex-col">
      <header className="grid grid-cols-[minmax(0,1fr)] gap-1 border-b px-4 py-3">
        <p className="flex items-center gap-2">
          <code className="min-w-0 truncate font-medium" title={run.model}>
            {run.model}
          </code>
          {isKept && (
            <Badge variant="good" className="ml-auto">
              Kept
            </Badge>
          )}
        </p>
        <p className="text-muted-foreground text-xs">
          {labelOfProvider(run.provider)}, run {run.ordinal}, config{" "}
          {configVersion === 0 ? "as it comes" : configVersion}
        </p>
      </header>
      <div className="grid flex-1 content-start gap-2 px-4 py-3 text-xs">
        <dl className="grid gap-2">
          <Figure label="State">
            <StateWords run={run} />
          </Figure>
          <Figure label="Changes">{changes ? <ChangesWords {...changes} /> : "none known"}</Figure>
          <Figure label="Check">
            <CheckWords check={run.check} />
          </Figure>
          <Figure label="Review">
            <VerdictWords verdict={run.verdict} round={run.reviewRound} />
          </Figure>
          <Figure label="Cost" isBest={run.state === "finished" && least.costUsd === run.costUsd}>
            {isPriced(run) ? (
              `$${run.costUsd.toFixed(run.costUsd > 0 && run.costUsd < 0.1 ? 4 : 2)}`
            ) : (
              <span className="text-muted-foreground">none counted</span>
            )}
          </Figure>
          <Figure
            label="Time"
            isBest={
              run.state === "finished" && least.durationMs !== null && least.durationMs === run.durationMs
            }
          >
            {run.startedAt && isLive(run.state) ? (
              <Elapsed since={run.startedAt} until={null} />
            ) : run.durationMs === null ? (
              "not begun"
            ) : (
              formatDuration(run.durationMs)
            )}
          </Figure>
          <Figure label="Tokens">{tokensOf(run)}</Figure>
        </dl>
        {run.error && <p className="text-muted-foreground [overflow-wrap:anywhere]">{run.error}</p>}
        {run.verdict?.summary && (
          <p className="line-clamp-4 [overflow-wrap:anywhere]" title={run.verdict.summary}>
            {run.verdict.summary}
          </p>
        )}
      </div>
      <footer className="flex flex-wrap items-center gap-2 border-t px-3 py-2.5">
        <Button size="sm" disabled={!run.root} onClick={() => onSee("changes")}>
          Changes
        </Button>
        <Button size="sm" variant="ghost" onClick={() => onSee("conversation")}>
          Conversation
        </Button>
        {onKeep && (
          <Button
            size="sm"
            className="ml-auto"
            aria-label={`Keep result ${run.ordinal}, ${run.model}`}
            isBusy={isKeeping}
            onClick={onKeep}
          >
            {isOpen ? "Keep" : "Keep instead"}
          </Button>
        )}
      </footer>
    </Card>
  );
}

function Figure({
  label,
  isBest = false,
  children,
}: {
  label: string;
  isBest?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-5 items-center gap-3">
      <dt className="flex-none text-muted-foreground">{label}</dt>
      <dd className="ml-auto flex min-w-0 items-center gap-1.5 text-right tabular-nums">
        {isBest && <span className="text-primary-text">least</span>}
        {children}
      </dd>
    </div>
  );
}

function StateWords({ run }: { run: RunView }) {
  if (run.openAsks > 0) return <Badge variant="attention">Needs you</Badge>;
  if (isLive(run.state)) {
    return (
      <StatusDot status="running" className="min-w-0 truncate">
        {run.activity ?? wordOfRun(run) ?? "Waits"}
      </StatusDot>
    );
  }
  const isBad = run.state === "failed" || run.state === "interrupted";
  return <span className={isBad ? "text-failure" : undefined}>{stateLabels[run.state] ?? run.state}</span>;
}

const stateLabels: Partial<Record<RunView["state"], string>> = {
  finished: "Finished",
  failed: "Failed",
  aborted: "Stopped",
  interrupted: "Interrupted",
};

function ChangesWords({ files, additions, deletions }: NonNullable<ComparedRun["changes"]>) {
  return (
    <>
      <span className="text-primary-text">+{formatCount(additions)}</span>
      <span className="text-failure">−{formatCount(deletions)}</span>
      <span>in {countOf(files, "file")}</span>
    </>
  );
}

function CheckWords({ check }: { check: CheckResult | null }) {
  if (!check) return <span className="text-subtle-foreground">none</span>;
  const isGood = check.exitCode === 0;
  const Icon = isGood ? Check : CircleX;
  const end = check.isTimedOut ? "took too long" : isGood ? "passed" : "failed";
  return (
    <>
      <Icon
        aria-hidden="true"
        className={isGood ? "size-3.5 flex-none text-primary-text" : "size-3.5 flex-none text-failure"}
      />
      {end}
    </>
  );
}

const verdictWords: Record<Verdict["verdict"], { words: string; icon: typeof Check; classes: string }> = {
  approve: { words: "approves", icon: Check, classes: "text-primary-text" },
  changes: { words: "asks for changes", icon: CircleX, classes: "text-failure" },
  none: { words: "no verdict", icon: CircleHelp, classes: "text-muted-foreground" },
};

function VerdictWords({ verdict, round }: { verdict: Verdict | null; round: number }) {
  if (!verdict) return <span className="text-subtle-foreground">none</span>;
  const { words, icon: Icon, classes } = verdictWords[verdict.verdict];
  return (
    <>
      <Icon aria-hidden="true" className={`size-3.5 flex-none ${classes}`} />
      {words}
      {round > 1 && `, round ${round}`}
    </>
  );
}

const tokensOf = ({ tokens }: RunView): string =>
  tokens ? formatCount(tokens.input + tokens.output + tokens.reasoning) : "none";
