import { and, asc, eq, inArray, ne, sql } from "drizzle-orm";
import { labels, taskLabels, taskTemplates } from "#drizzle/schema/board.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type LabelRow = typeof labels.$inferSelect;

export async function findLabel(tx: Tx, id: string): Promise<LabelRow | null> {
  const [row] = await tx.select().from(labels).where(eq(labels.id, id));
  return row ?? null;
}

/** Large and small letters alike; `exceptId` is the label that is renamed. */
export async function isNameTaken(
  tx: Tx,
  projectId: string,
  name: string,
  exceptId: string | null,
): Promise<boolean> {
  const rows = await tx
    .select({ id: labels.id })
    .from(labels)
    .where(
      and(
        eq(labels.projectId, projectId),
        sql`lower(${labels.name}) = lower(${name})`,
        exceptId ? ne(labels.id, exceptId) : undefined,
      ),
    );
  return rows.length > 0;
}

export async function countLabels(tx: Tx, projectId: string): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(labels)
    .where(eq(labels.projectId, projectId));
  return row?.count ?? 0;
}

/** By name, each with how many cards have it. */
export const selectLabels = (tx: Tx, projectId: string) =>
  tx
    .select({
      id: labels.id,
      name: labels.name,
      color: labels.color,
      tasks: sql<number>`(select count(*)::int from task_labels where label_id = labels.id)`,
    })
    .from(labels)
    .where(eq(labels.projectId, projectId))
    .orderBy(sql`lower(${labels.name})`);

export async function insertLabel(tx: Tx, row: Omit<LabelRow, "createdAt">): Promise<void> {
  await tx.insert(labels).values(row);
}

export async function changeLabel(
  tx: Tx,
  id: string,
  change: Pick<LabelRow, "name" | "color">,
): Promise<void> {
  await tx.update(labels).set(change).where(eq(labels.id, id));
}

/** Also from the cards and the templates that have it. */
export async function deleteLabelRow(tx: Tx, id: string): Promise<void> {
  await tx
    .update(taskTemplates)
    .set({ labelIds: sql`array_remove(${taskTemplates.labelIds}, ${id}::uuid)` })
    .where(sql`${id}::uuid = any(${taskTemplates.labelIds})`);
  await tx.delete(labels).where(eq(labels.id, id));
}

/** Those of `ids` that are the project's. */
export async function listOwnLabels(tx: Tx, projectId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: labels.id })
    .from(labels)
    .where(and(eq(labels.projectId, projectId), inArray(labels.id, [...ids])));
  return new Set(rows.map(({ id }) => id));
}

export async function replaceLabels(tx: Tx, taskId: string, labelIds: readonly string[]): Promise<void> {
  await tx.delete(taskLabels).where(eq(taskLabels.taskId, taskId));
  if (labelIds.length > 0)
    await tx.insert(taskLabels).values(labelIds.map((labelId) => ({ taskId, labelId })));
}

/** Of all these tasks, by name. */
export const selectLabelsOfTasks = (tx: Tx, taskIds: readonly string[]) =>
  tx
    .select({ taskId: taskLabels.taskId, id: labels.id, name: labels.name, color: labels.color })
    .from(taskLabels)
    .innerJoin(labels, eq(labels.id, taskLabels.labelId))
    .where(sql`${taskLabels.taskId} = any(${sql.param(taskIds)}::uuid[])`)
    .orderBy(asc(sql`lower(${labels.name})`));
