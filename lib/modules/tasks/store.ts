import { and, asc, desc, eq, exists, getTableColumns, ilike, inArray, lt, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { taskDependencies, taskLabels } from "#drizzle/schema/board.ts";
import { users } from "#drizzle/schema/people.ts";
import { projects } from "#drizzle/schema/projects.ts";
import { tasks } from "#drizzle/schema/tasks.ts";
import type { TaskPriority, TaskStatus } from "#lib/modules/tasks/schema.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type TaskRow = typeof tasks.$inferSelect;
/** With the command of the operation that has it. */
export type ClaimedTask = TaskRow & { claimedFor: string | null };
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

interface Spot {
  id: string;
  position: number;
  previous: number | null;
  next: number | null;
}

/** Cards of a column with their neighbours' positions, as if `exceptId` were not in it. */
export async function findSpots(
  tx: Tx,
  column: { projectId: string; status: TaskStatus },
  exceptId: string,
  ids: readonly string[],
): Promise<Spot[]> {
  const rows = await tx.execute<{ [key: string]: unknown } & Spot>(sql`
    select * from (
      select id, position, lag(position) over placed as previous, lead(position) over placed as next
      from tasks where project_id = ${column.projectId} and status = ${column.status} and id <> ${exceptId}
      window placed as (order by position, id)
    ) as spots where id = any(${sql.param(ids)}::uuid[])`);
  return [...rows];
}

/** Gives the cards of a column whole numbers again, in the order they have. */
export async function spreadColumn(tx: Tx, projectId: string, status: TaskStatus): Promise<void> {
  await tx.execute(sql`
    update tasks set position = ranked.place
    from (select id, row_number() over (order by position, id) as place from tasks
      where project_id = ${projectId} and status = ${status}) as ranked
    where tasks.id = ranked.id`);
}

/** Above all cards of a column. */
export async function topPosition(tx: Tx, projectId: string, status: TaskStatus): Promise<number> {
  const [row] = await tx
    .select({ least: sql<number | null>`min(${tasks.position})` })
    .from(tasks)
    .where(and(eq(tasks.projectId, projectId), eq(tasks.status, status)));
  return (row?.least ?? 0) - 1;
}

/** The command of the operation that has a task. */
const claimedFor = sql<string | null>`(select command from operations as claiming
  where claiming.id = ${tasks.claimOperationId})`;

export async function findTask(tx: Tx, id: string): Promise<ClaimedTask | null> {
  const [row] = await tx
    .select({ ...getTableColumns(tasks), claimedFor })
    .from(tasks)
    .where(eq(tasks.id, id));
  return row ?? null;
}

/**
 * The row, locked until the transaction ends: of two who move a card, the second sees what the first one did. Rows that
 * name it may be written meanwhile: who puts another card after it would otherwise wait, and in turn be waited for.
 */
export async function lockTaskRow(tx: Tx, id: string): Promise<ClaimedTask | null> {
  await tx.execute(sql`select id from tasks where id = ${id} for no key update`);
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
  priority?: TaskPriority | undefined;
  labelId?: string | undefined;
  assigneeId?: string | undefined;
  q?: string | undefined;
  before?: string | undefined;
}

const assignees = alias(users, "assignees");

const withPeople = (tx: Tx) =>
  tx
    .select({
      task: { ...getTableColumns(tasks), claimedFor },
      creator: { id: users.id, name: users.name },
      assignee: { id: assignees.id, name: assignees.name },
    })
    .from(tasks)
    .leftJoin(users, eq(users.id, tasks.createdBy))
    .leftJoin(assignees, eq(assignees.id, tasks.assigneeId));

export type SelectedTask = Awaited<ReturnType<typeof selectTasks>>[number];

/** Newest first. */
export function selectTasks(tx: Tx, filter: TaskFilter, limit: number) {
  const { projectId, status, priority, labelId, assigneeId, q, before } = filter;
  const pattern = q ? `%${q.replaceAll(/[\\%_]/g, "\\$&")}%` : null;
  const number = q && /^#?\d{1,9}$/.test(q) ? Number(q.replace("#", "")) : null;
  return withPeople(tx)
    .where(
      and(
        eq(tasks.projectId, projectId),
        status ? eq(tasks.status, status) : undefined,
        priority ? eq(tasks.priority, priority) : undefined,
        assigneeId ? eq(tasks.assigneeId, assigneeId) : undefined,
        labelId ? hasLabel(tx, labelId) : undefined,
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

const hasLabel = (tx: Tx, labelId: string) =>
  exists(
    tx
      .select({ one: sql`1` })
      .from(taskLabels)
      .where(and(eq(taskLabels.taskId, tasks.id), eq(taskLabels.labelId, labelId))),
  );

export const selectTask = (tx: Tx, id: string) =>
  withPeople(tx).where(eq(tasks.id, id)).orderBy(asc(tasks.id)).limit(1);

/** What each of these tasks comes after, by number. */
export const selectDependencies = (tx: Tx, taskIds: readonly string[]) =>
  tx
    .select({
      taskId: taskDependencies.taskId,
      id: tasks.id,
      number: tasks.number,
      title: tasks.title,
      status: tasks.status,
    })
    .from(taskDependencies)
    .innerJoin(tasks, eq(tasks.id, taskDependencies.afterTaskId))
    .where(sql`${taskDependencies.taskId} = any(${sql.param(taskIds)}::uuid[])`)
    .orderBy(asc(tasks.number));

export async function replaceDependencies(
  tx: Tx,
  taskId: string,
  afterIds: readonly string[],
): Promise<void> {
  await tx.delete(taskDependencies).where(eq(taskDependencies.taskId, taskId));
  if (afterIds.length > 0)
    await tx.insert(taskDependencies).values(afterIds.map((afterTaskId) => ({ taskId, afterTaskId })));
}

export async function findTasksByNumber(tx: Tx, projectId: string, numbers: readonly number[]) {
  if (numbers.length === 0) return [];
  return tx
    .select({ id: tasks.id, number: tasks.number })
    .from(tasks)
    .where(and(eq(tasks.projectId, projectId), inArray(tasks.number, [...numbers])));
}

/** The number of one of `ids` that comes after `taskId`, directly or by others between; null where none does. */
export async function findFollower(tx: Tx, taskId: string, ids: readonly string[]): Promise<number | null> {
  const [row] = await tx.execute<{ number: number }>(sql`
    with recursive followers as (
      select task_id from task_dependencies where after_task_id = ${taskId}
      union
      select task_dependencies.task_id from task_dependencies
        join followers on followers.task_id = task_dependencies.after_task_id
    )
    select number from tasks join followers on followers.task_id = tasks.id
    where tasks.id = any(${sql.param(ids)}::uuid[]) order by number limit 1`);
  return row?.number ?? null;
}

/** The tasks that come after this one: what changes in it shows on their cards. */
export async function listFollowers(tx: Tx, taskId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: taskDependencies.taskId })
    .from(taskDependencies)
    .where(eq(taskDependencies.afterTaskId, taskId));
  return rows.map(({ id }) => id);
}
