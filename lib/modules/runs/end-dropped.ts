import { forgetWorktree } from "#lib/modules/runs/left-worktrees.ts";
import { moveRun, type RunRow } from "#lib/modules/runs/store.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import type { Tx } from "#lib/platform/db/database.ts";

interface Dropping {
  workspaceId: string;
  /** False: its worktree goes when the workspace runs again. */
  isRemoved: boolean;
  by: string;
}

/** A run whose worktree was dropped has come to nothing. Null where it had ended otherwise before. */
export async function endDropped(
  tx: Tx,
  run: RunRow,
  { workspaceId, isRemoved, by }: Dropping,
): Promise<RunRow | null> {
  await forgetWorktree(tx, workspaceId, run, isRemoved);
  const dropped = await moveRun(tx, run.id, ["finished", "interrupted"], { state: "aborted" });
  if (dropped) await tellStatus(tx, dropped, "aborted", `Dropped by ${by}.`, { isDone: true });
  return dropped;
}
