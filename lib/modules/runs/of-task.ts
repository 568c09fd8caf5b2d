import { isLive, worktreeRootOf } from "#lib/modules/runs/rules.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import { type SelectedRun, selectRunViews } from "#lib/modules/runs/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** The rows of runs, for the module of their tasks. */

export { findRun, listRunsOfTask, type RunRow } from "#lib/modules/runs/store.ts";

/** What a card shows of each run, by the run's id. */
export async function runViews(tx: Tx, ids: readonly string[]): Promise<Map<string, RunView>> {
  const selected = await selectRunViews(tx, ids);
  return new Map(selected.map((row) => [row.run.id, viewOf(row)]));
}

function viewOf({ run, openAsks, place, now }: SelectedRun): RunView {
  const endedAtMs = run.endedAt?.getTime() ?? new Date(now).getTime();
  return {
    id: run.id,
    ordinal: run.ordinal,
    state: run.state,
    error: run.stateReason,
    activity: isLive(run.state) ? run.activity : null,
    place: run.state === "queued" ? place : null,
    openAsks,
    provider: run.provider,
    model: run.model,
    branch: run.branch,
    baseBranch: run.baseBranch,
    baseCommit: run.baseCommit,
    headCommit: run.headCommit,
    mergeCommit: run.mergeCommit,
    isWorktreeKept: run.isWorktreeKept,
    root: run.isWorktreeKept && run.baseCommit ? worktreeRootOf(run) : null,
    reviewRound: run.reviewRound,
    check: run.check,
    verdict: run.verdict,
    tokens: run.tokens,
    costUsd: run.costUsd,
    durationMs: run.startedAt ? Math.max(0, endedAtMs - run.startedAt.getTime()) : null,
    queuedAt: run.queuedAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    endedAt: run.endedAt?.toISOString() ?? null,
    lastEventAt: run.lastEventAt?.toISOString() ?? null,
  };
}
