import { asc, eq, inArray } from "drizzle-orm";
import { terminals } from "#drizzle/schema/projects.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

export type TerminalRow = typeof terminals.$inferSelect;

export async function findTerminal(tx: Tx, id: string): Promise<TerminalRow | null> {
  const [row] = await tx.select().from(terminals).where(eq(terminals.id, id));
  return row ?? null;
}

/** Oldest first, as the tabs stand. */
export const listTerminalRows = (tx: Tx, workspaceId: string): Promise<TerminalRow[]> =>
  tx.select().from(terminals).where(eq(terminals.workspaceId, workspaceId)).orderBy(asc(terminals.id));

/** The names in use in a workspace, which nobody else gives out until the transaction ends. */
export async function lockNames(tx: Tx, workspaceId: string): Promise<Map<string, string>> {
  await lockByName(tx, `terminals:${workspaceId}`);
  const rows = await listTerminalRows(tx, workspaceId);
  return new Map(rows.map((row) => [row.name, row.session]));
}

/** Writes the row of a session; one that was taken in meanwhile as a stray gets this name. */
export async function saveTerminal(tx: Tx, row: typeof terminals.$inferInsert): Promise<TerminalRow> {
  const { name, createdBy } = row;
  const [saved] = await tx
    .insert(terminals)
    .values(row)
    .onConflictDoUpdate({ target: [terminals.workspaceId, terminals.session], set: { name, createdBy } })
    .returning();
  if (!saved) throw new Error("The terminal was not written.");
  return saved;
}

export async function setTerminalName(tx: Tx, id: string, name: string): Promise<void> {
  await tx.update(terminals).set({ name }).where(eq(terminals.id, id));
}

/** Gives the ids that were there. */
export async function deleteTerminalRows(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .delete(terminals)
    .where(inArray(terminals.id, [...ids]))
    .returning({ id: terminals.id });
  return rows.map((row) => row.id);
}
