import { and, asc, eq } from "drizzle-orm";
import { worktreeRemovals } from "#drizzle/schema/tasks.ts";
import type { Tx } from "#lib/platform/db/database.ts";

type Removal = typeof worktreeRemovals.$inferSelect;

/** A worktree that goes as soon as its workspace runs. */
export async function insertRemoval(
  tx: Tx,
  row: Pick<Removal, "workspaceId" | "runId" | "worktree">,
): Promise<void> {
  await tx.insert(worktreeRemovals).values(row).onConflictDoNothing();
}

export const listRemovals = (tx: Tx, workspaceId: string): Promise<Removal[]> =>
  tx
    .select()
    .from(worktreeRemovals)
    .where(eq(worktreeRemovals.workspaceId, workspaceId))
    .orderBy(asc(worktreeRemovals.createdAt));

export async function deleteRemoval(tx: Tx, workspaceId: string, runId: string): Promise<void> {
  await tx
    .delete(worktreeRemovals)
    .where(and(eq(worktreeRemovals.workspaceId, workspaceId), eq(worktreeRemovals.runId, runId)));
}
