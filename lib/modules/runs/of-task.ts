import { contestCounts } from "#lib/modules/contests/contest-counts.ts";
import { type QueuePlace, selectPlaces } from "#lib/modules/runs/queue/store.ts";
import { isLive, wordsOfHold, worktreeRootOf } from "#lib/modules/runs/rules.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import { type SelectedRun, selectRunViews } from "#lib/modules/runs/store.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** The rows of runs, for the module of their tasks. */

export { findRun, listRunsOfTask, type RunRow } from "#lib/modules/runs/store.ts";

/** What a card shows of each run, by the run's id. */
export async function runViews(tx: Tx, ids: readonly string[]): Promise<Map<string, RunView>> {
  const selected = await selectRunViews(tx, ids);
  const contests = await contestCounts(
    tx,
    selected.map(({ run }) => run.id),
  );
  const places = await placesOf(tx, selected);
  return new Map(
    selected.map((row) => {
      const { id } = row.run;
      return [id, viewOf(row, contests.get(id) ?? null, places.get(id) ?? null)];
    }),
  );
}

async function placesOf(tx: Tx, selected: readonly SelectedRun[]): Promise<Map<string, QueuePlace>> {
  const ids = selected.flatMap(({ run }) => (run.state === "queued" ? [run.id] : []));
  if (ids.length === 0) return new Map();
  const places = await selectPlaces(tx, ids, await settingOf(tx, "runs"));
  return new Map(places.map((place) => [place.id, place]));
}

function waitsForOf({ hold }: QueuePlace): RunView["waitsFor"] {
  if (!hold) return null;
  const { kind } = hold;
  const shown = kind === "human_review" || kind === "in_progress" ? "column" : kind;
  return { kind: shown, words: wordsOfHold(hold), taskNumbers: [...hold.taskNumbers] };
}

/** As people are told of it. */
export const pullRequestOf = ({
  pullRequest,
}: Pick<SelectedRun["run"], "pullRequest">): RunView["pullRequest"] =>
  pullRequest && { number: pullRequest.number, url: pullRequest.url, state: pullRequest.state };

function viewOf(
  { run, openAsks, budgetUsd, now }: SelectedRun,
  contest: RunView["contest"],
  place: QueuePlace | null,
): RunView {
  const endedAtMs = run.endedAt?.getTime() ?? new Date(now).getTime();
  return {
    id: run.id,
    ordinal: run.ordinal,
    state: run.state,
    error: run.stateReason,
    activity: isLive(run.state) ? run.activity : null,
    place: place?.place ?? null,
    waitsFor: place && waitsForOf(place),
    openAsks,
    provider: run.provider,
    model: run.model,
    branch: run.branch,
    baseBranch: run.baseBranch,
    baseCommit: run.baseCommit,
    headCommit: run.headCommit,
    mergeCommit: run.mergeCommit,
    pullRequest: pullRequestOf(run),
    reviewedCommit: run.reviewedCommit,
    isWorktreeKept: run.isWorktreeKept,
    root: run.isWorktreeKept && run.baseCommit ? worktreeRootOf(run) : null,
    contestId: run.contestId,
    contest,
    reviewRound: run.reviewRound,
    check: run.check,
    verdict: run.verdict,
    tokens: run.tokens,
    costUsd: run.costUsd,
    budgetUsd,
    pausedFor: run.state === "interrupted" ? run.pausedFor : null,
    durationMs: run.startedAt ? Math.max(0, endedAtMs - run.startedAt.getTime()) : null,
    queuedAt: run.queuedAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    endedAt: run.endedAt?.toISOString() ?? null,
    lastEventAt: run.lastEventAt?.toISOString() ?? null,
  };
}
