import { and, asc, desc, eq, ilike, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { operations } from "#drizzle/schema/operations.ts";
import { users } from "#drizzle/schema/people.ts";
import { projectMembers, projects, workspaces } from "#drizzle/schema/projects.ts";
import { llmProviders } from "#drizzle/schema/providers.ts";
import type { OperationState } from "#lib/kernel/answer.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { ownMembership, visibleProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

export type ProjectRow = typeof projects.$inferSelect;
export type NewProject = typeof projects.$inferInsert;

export async function findProject(tx: Tx, id: string): Promise<ProjectRow | null> {
  const [row] = await tx.select().from(projects).where(eq(projects.id, id));
  return row ?? null;
}

export async function findProjectBySlug(tx: Tx, slug: string): Promise<ProjectRow | null> {
  const [row] = await tx.select().from(projects).where(eq(projects.slug, slug));
  return row ?? null;
}

/** The project that an operation brings up; null when it is gone or another operation took over. */
export async function findProjectOfCreation(tx: Tx, operationId: string): Promise<ProjectRow | null> {
  const [row] = await tx.select().from(projects).where(eq(projects.creationOperationId, operationId));
  return row ?? null;
}

/** False where the short name is taken; waits for a transaction that is about to take it. */
export async function insertProject(tx: Tx, row: NewProject): Promise<boolean> {
  const inserted = await tx
    .insert(projects)
    .values(row)
    .onConflictDoNothing({ target: projects.slug })
    .returning({ id: projects.id });
  return inserted.length > 0;
}

/** Renames one after the other, so that two cannot take one short name. */
export async function lockSlugs(tx: Tx): Promise<void> {
  await lockByName(tx, "project-slugs");
}

export async function insertMember(
  tx: Tx,
  projectId: string,
  userId: string,
  access: "admin" | "write" | "read",
): Promise<void> {
  await tx.insert(projectMembers).values({ projectId, userId, access });
}

/** The row as it is now, kept so until the transaction ends: of two who change it the second builds on the first. */
export async function lockProject(tx: Tx, id: string): Promise<ProjectRow | null> {
  const [row] = await tx.select().from(projects).where(eq(projects.id, id)).for("no key update");
  return row ?? null;
}

export async function changeProject(
  tx: Tx,
  id: string,
  change: Partial<NewProject> | Record<string, SQL | unknown>,
): Promise<ProjectRow | null> {
  const [row] = await tx.update(projects).set(change).where(eq(projects.id, id)).returning();
  return row ?? null;
}

/** The ids of its members who are neither owner nor admin of the installation. */
export async function listPlainMembers(tx: Tx, projectId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: users.id })
    .from(projectMembers)
    .innerJoin(users, eq(users.id, projectMembers.userId))
    .where(and(eq(projectMembers.projectId, projectId), eq(users.role, "member")));
  return rows.map(({ id }) => id);
}

/** Who may work in it: its members who may write, and the owners and admins of the installation; by name. */
export const listWorkers = (tx: Tx, projectId: string): Promise<{ id: string; name: string }[]> =>
  tx
    .select({ id: users.id, name: users.name })
    .from(users)
    .leftJoin(
      projectMembers,
      and(eq(projectMembers.userId, users.id), eq(projectMembers.projectId, projectId)),
    )
    .where(
      and(
        isNull(users.disabledAt),
        or(inArray(users.role, ["owner", "admin"]), inArray(projectMembers.access, ["admin", "write"])),
      ),
    )
    .orderBy(sql`lower(${users.name})`, asc(users.id));

/** What rests on a project: its cards that are not done, who else works in it, and the keys that open it alone. */
export async function selectDependants(tx: Tx, projectId: string, exceptPersonId: string | null) {
  const [row] = await tx.execute<{ cards: number; members: string[]; keys: string[] }>(sql`
    select (select count(*)::int from tasks where project_id = ${projectId} and status <> 'done') as cards,
      array(select users.name from project_members join users on users.id = user_id
        where project_id = ${projectId} and user_id is distinct from ${exceptPersonId}::uuid order by users.name) as members,
      array(select name from api_keys where project_id = ${projectId} and revoked_at is null
        and (expires_at is null or expires_at > now()) order by name) as keys`);
  return row ?? { cards: 0, members: [], keys: [] };
}

/** With its members, workspaces and what hangs on them. */
export async function deleteProjectRow(tx: Tx, id: string): Promise<void> {
  await tx.delete(projects).where(eq(projects.id, id));
}

export async function findPerson(tx: Tx, userId: string): Promise<{ name: string; email: string } | null> {
  const [row] = await tx
    .select({ name: users.name, email: users.email })
    .from(users)
    .where(eq(users.id, userId));
  return row ?? null;
}

export async function hasLlmProvider(tx: Tx, name: string): Promise<boolean> {
  const rows = await tx
    .select({ id: llmProviders.id })
    .from(llmProviders)
    .where(sql`${llmProviders.name} = ${name}`);
  return rows.length > 0;
}

/**
 * Makes `operationId` the one that brings the project up or clears it away. False while another one is at it: of two
 * at once the second waits for the first and finds it there.
 */
export async function claimCreation(
  tx: Tx,
  id: string,
  operationId: string,
  change: Partial<NewProject>,
): Promise<boolean> {
  await tx.execute(sql`select id from projects where id = ${id} for no key update`);
  const rows = await tx
    .update(projects)
    .set({ ...change, creationOperationId: operationId })
    .where(
      and(
        eq(projects.id, id),
        sql`not exists (select 1 from operations where operations.id = ${projects.creationOperationId}
          and operations.id <> ${operationId} and operations.state in ('queued', 'running'))`,
      ),
    )
    .returning({ id: projects.id });
  return rows.length > 0;
}

export interface ProjectFilter {
  id?: string;
  q?: string | undefined;
  sort?: "activity" | "name";
  /** Of the last row of the page before. */
  after?: { key: string; id: string } | undefined;
}

/** Projects the actor may see with all that a card or a page shows of them, in one statement. */
export function selectProjects(tx: Tx, actor: Actor, filter: ProjectFilter, limit: number) {
  const { id, q, sort = "activity", after } = filter;
  const key = sort === "name" ? sql`lower(${projects.name})` : sql`${projects.lastActivityAt}`;
  const pattern = q ? `%${q.replaceAll(/[\\%_]/g, "\\$&")}%` : null;
  return tx
    .select({
      project: projects,
      workspace: workspaces,
      membership: projectMembers.access,
      creationState: operations.state,
      /** In full precision: a date of JavaScript ends at milliseconds. */
      key: sql<string>`(${key})::text`,
    })
    .from(projects)
    .leftJoin(workspaces, eq(workspaces.projectId, projects.id))
    .leftJoin(projectMembers, ownMembership(actor, projects.id))
    .leftJoin(operations, eq(operations.id, projects.creationOperationId))
    .where(
      and(
        visibleProject(tx, actor, projects.id),
        id ? eq(projects.id, id) : undefined,
        pattern
          ? or(
              ilike(projects.name, pattern),
              ilike(projects.slug, pattern),
              ilike(projects.defaultBranch, pattern),
            )
          : undefined,
        after && afterRow(sort, after),
      ),
    )
    .orderBy(
      ...(sort === "name"
        ? [asc(key), asc(projects.id)]
        : [desc(projects.lastActivityAt), desc(projects.id)]),
    )
    .limit(limit);
}

export type SelectedProject = Awaited<ReturnType<typeof selectProjects>>[number];

const afterRow = (sort: "activity" | "name", { key, id }: { key: string; id: string }): SQL =>
  sort === "name"
    ? sql`(lower(${projects.name}), ${projects.id}) > (${key}, ${id}::uuid)`
    : sql`(${projects.lastActivityAt}, ${projects.id}) < (${key}::timestamptz, ${id}::uuid)`;

/** What a project's card says of its tasks, and the last thing done in it. */
export interface Glance {
  todo: number;
  inProgress: number;
  aiReview: number;
  humanReview: number;
  done: number;
  running: number;
  interrupted: number;
  asks: number;
  act: {
    id: string;
    command: string;
    state: OperationState;
    actor: Record<string, unknown>;
    input: Record<string, unknown>;
    targetName: string;
    at: string;
  } | null;
}

/** By the project's id, each from an index; beside the list itself, so that its page is cut before this is asked. */
export async function selectGlances(tx: Tx, projectIds: readonly string[]): Promise<Map<string, Glance>> {
  if (projectIds.length === 0) return new Map();
  const standing = (status: string) => sql`count(*) filter (where tasks.status = ${status})::int`;
  const rows = await tx.execute<{ projectId: string } & Record<string, unknown> & Glance>(sql`
    select of.id as "projectId", figures.*, act.*
    from unnest(${sql.param(projectIds)}::uuid[]) as of (id)
    cross join lateral (
      select ${standing("todo")} as todo, ${standing("in_progress")} as "inProgress",
        ${standing("ai_review")} as "aiReview", ${standing("human_review")} as "humanReview",
        ${standing("done")} as done,
        count(*) filter (where runs.state in ('queued', 'starting', 'running', 'waiting', 'reviewing'))::int as running,
        count(*) filter (where runs.state = 'interrupted' and tasks.status <> 'todo')::int as interrupted,
        coalesce(sum((select count(*) from interactions
          where run_id = runs.id and interactions.state = 'open')), 0)::int as asks
      from tasks left join runs on runs.id = tasks.current_run_id and tasks.status <> 'done'
      where tasks.project_id = of.id
    ) as figures
    left join lateral (
      select json_build_object('id', id, 'command', command, 'state', state, 'actor', actor, 'input', input,
        'targetName', target_name, 'at', created_at) as act
      from operations
      where project_id = of.id and state in ('queued', 'running', 'succeeded', 'failed')
        and command not like 'operation.%'
      order by id desc limit 1
    ) as act on true`);
  return new Map([...rows].map((row) => [row.projectId, row]));
}

/** What people and agents did since `sinceId` moves the time of their projects' last activity. */
export async function moveActivity(tx: Tx, sinceId: string): Promise<void> {
  await tx.execute(sql`
    update projects set last_activity_at = acts.at
    from (
      select project_id, max(created_at) as at from operations
      where id > ${sinceId}::uuid and project_id is not null and via <> 'system' and command not like 'operation.%'
      group by project_id
    ) as acts
    where projects.id = acts.project_id and projects.last_activity_at < acts.at`);
}
