import { and, asc, desc, eq, ilike, lt, or, sql } from "drizzle-orm";
import { users } from "#drizzle/schema/people.ts";
import { projects } from "#drizzle/schema/projects.ts";
import { tasks } from "#drizzle/schema/tasks.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type TaskRow = typeof tasks.$inferSelect;
export type NewTask = typeof tasks.$inferInsert;
export type TaskChange = Partial<Omit<NewTask, "id" | "projectId" | "number">>;

/** The next number of the project; the row stays locked, so that numbers come without gap or double. */
export async function takeNumber(tx: Tx, projectId: string): Promise<number> {
  const [row] = await tx
    .update(projects)
    .set({ lastTaskNumber: sql`last_task_number + 1` })
    .where(eq(projects.id, projectId))
    .returning({ number: projects.lastTaskNumber });
  if (!row) throw new Error("The project is gone.");
  return row.number;
}

export async function insertTask(tx: Tx, row: NewTask): Promise<TaskRow> {
  const [inserted] = await tx.insert(tasks).values(row).returning();
  if (!inserted) throw new Error("The task was not written.");
  return inserted;
}

export async function findTask(tx: Tx, id: string): Promise<TaskRow | null> {
  const [row] = await tx.select().from(tasks).where(eq(tasks.id, id));
  return row ?? null;
}

/** The row, locked until the transaction ends: of two who move a card, the second sees what the first one did. */
export async function lockTaskRow(tx: Tx, id: string): Promise<TaskRow | null> {
  await tx.execute(sql`select id from tasks where id = ${id} for update`);
  return findTask(tx, id);
}

export async function changeTask(tx: Tx, id: string, change: TaskChange): Promise<TaskRow> {
  const [row] = await tx
    .update(tasks)
    .set({ ...change, updatedAt: sql`now()` })
    .where(eq(tasks.id, id))
    .returning();
  if (!row) throw new Error("The task is gone.");
  return row;
}

/** With its runs and what was said in them. */
export async function deleteTaskRow(tx: Tx, id: string): Promise<void> {
  await tx.delete(tasks).where(eq(tasks.id, id));
}

interface TaskFilter {
  projectId: string;
  status?: TaskStatus | undefined;
  q?: string | undefined;
  before?: string | undefined;
}

const withCreator = (tx: Tx) =>
  tx
    .select({ task: tasks, creator: { id: users.id, name: users.name } })
    .from(tasks)
    .leftJoin(users, eq(users.id, tasks.createdBy));

export type SelectedTask = Awaited<ReturnType<typeof selectTasks>>[number];

/** Newest first. */
export function selectTasks(tx: Tx, { projectId, status, q, before }: TaskFilter, limit: number) {
  const pattern = q ? `%${q.replaceAll(/[\\%_]/g, "\\$&")}%` : null;
  const number = q && /^#?\d{1,9}$/.test(q) ? Number(q.replace("#", "")) : null;
  return withCreator(tx)
    .where(
      and(
        eq(tasks.projectId, projectId),
        status ? eq(tasks.status, status) : undefined,
        before ? lt(tasks.id, before) : undefined,
        pattern
          ? or(
              ilike(tasks.title, pattern),
              ilike(tasks.description, pattern),
              number === null ? undefined : eq(tasks.number, number),
            )
          : undefined,
      ),
    )
    .orderBy(desc(tasks.id))
    .limit(limit);
}

export const selectTask = (tx: Tx, id: string) =>
  withCreator(tx).where(eq(tasks.id, id)).orderBy(asc(tasks.id)).limit(1);
