import type { Loss } from "#lib/kernel/answer.ts";
import { placeOf } from "#lib/modules/runs/run-place.ts";
import { changeRun, type RunRow } from "#lib/modules/runs/store.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { stopAgent } from "#lib/providers/workspaced/agents.ts";
import { getWorktreeLosses, removeWorktree } from "#lib/providers/workspaced/git.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

/** What the worktree of a run holds that is nowhere else, written down where the facts of a removal read it. */
export async function lookAtWorktree(platform: Platform, run: RunRow): Promise<void> {
  if (!run.isWorktreeKept || !run.baseCommit) return;
  const { address } = await placeOf(platform, run.projectId);
  const seen = await getWorktreeLosses(address, { name: run.worktree, base: run.baseBranch });
  await changeRun(platform.database.orm, run.id, { observedLosses: { ...seen, sizeBytes: null } });
}

/** What goes with the run's worktree and branch, as far as it was last seen. */
export function lossesOf(run: RunRow): Loss[] {
  if (!run.isWorktreeKept || !run.baseCommit) return [];
  const place: Loss = {
    kind: "Worktree",
    name: `${run.worktree} with its branch ${run.branch}`,
    sizeBytes: null,
  };
  const seen = run.observedLosses;
  if (!seen) return [place, { kind: "Unknown", name: "its uncommitted and unmerged work", sizeBytes: null }];
  return [
    ...listed(
      "Commit not merged",
      seen.unpushedCommits.map(({ sha, subject }) => `${sha.slice(0, 7)} ${subject}`),
      seen.totals.unpushedCommits,
    ),
    ...listed(
      "File not committed",
      seen.uncommitted.map(({ path, status }) => `${path}, ${status}`),
      seen.totals.uncommitted,
    ),
    place,
  ];
}

const listedMax = 100;

function listed(kind: string, names: readonly string[], total: number): Loss[] {
  const shown = names.slice(0, listedMax).map((name) => ({ kind, name, sizeBytes: null }));
  const rest = total - shown.length;
  return rest > 0 ? [...shown, { kind, name: `and ${rest} more`, sizeBytes: null }] : shown;
}

/** Removes the agent with its sessions, the worktree and its branch; gone is removed. */
export async function clearAwayAt(
  address: WorkspacedAddress,
  { runId, worktree }: { runId: string; worktree: string },
): Promise<void> {
  await stopAgent(address, runId, { purge: true });
  await removeWorktree(address, { name: worktree, force: true, deleteBranch: true });
}
