import { listMembers } from "#lib/modules/contests/store.ts";
import type { RunRow } from "#lib/modules/runs/of-task.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** The runs that end with it: itself alone, or whatever of its contest has not ended yet. */
export async function abortedWith(tx: Tx, run: RunRow): Promise<RunRow[]> {
  if (run.contestId === null) return [run];
  const members = await listMembers(tx, run.taskId, run.contestId);
  return members.filter(({ state }) => isLive(state) || state === "interrupted");
}
