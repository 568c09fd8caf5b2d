import { and, eq, ne, sql } from "drizzle-orm";
import { taskTemplates } from "#drizzle/schema/board.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type TemplateRow = typeof taskTemplates.$inferSelect;
export type NewTemplate = typeof taskTemplates.$inferInsert;

export async function findTemplate(tx: Tx, id: string): Promise<TemplateRow | null> {
  const [row] = await tx.select().from(taskTemplates).where(eq(taskTemplates.id, id));
  return row ?? null;
}

export const listTemplateRows = (tx: Tx, projectId: string): Promise<TemplateRow[]> =>
  tx
    .select()
    .from(taskTemplates)
    .where(eq(taskTemplates.projectId, projectId))
    .orderBy(sql`lower(${taskTemplates.name})`);

/** Large and small letters alike; `exceptId` is the one that is renamed. */
export async function isNameTaken(
  tx: Tx,
  projectId: string,
  name: string,
  exceptId: string | null,
): Promise<boolean> {
  const rows = await tx
    .select({ id: taskTemplates.id })
    .from(taskTemplates)
    .where(
      and(
        eq(taskTemplates.projectId, projectId),
        sql`lower(${taskTemplates.name}) = lower(${name})`,
        exceptId ? ne(taskTemplates.id, exceptId) : undefined,
      ),
    );
  return rows.length > 0;
}

export async function insertTemplate(tx: Tx, row: NewTemplate): Promise<TemplateRow> {
  const [inserted] = await tx.insert(taskTemplates).values(row).returning();
  if (!inserted) throw new Error("The template was not written.");
  return inserted;
}

export async function changeTemplate(
  tx: Tx,
  id: string,
  change: Partial<Omit<NewTemplate, "id" | "projectId">>,
): Promise<TemplateRow> {
  const [row] = await tx
    .update(taskTemplates)
    .set({ ...change, updatedAt: sql`now()` })
    .where(eq(taskTemplates.id, id))
    .returning();
  if (!row) throw new Error("The template is gone.");
  return row;
}

export async function deleteTemplateRow(tx: Tx, id: string): Promise<void> {
  await tx.delete(taskTemplates).where(eq(taskTemplates.id, id));
}
