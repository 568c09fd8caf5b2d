import { and, asc, desc, eq, gt, inArray, lt, ne, notInArray, or, type SQL, sql } from "drizzle-orm";
import { operations } from "#drizzle/schema/operations.ts";
import { users } from "#drizzle/schema/people.ts";
import { projectMembers, projects, terminals, workspaces } from "#drizzle/schema/projects.ts";
import { openStates } from "#lib/kernel/answer.ts";
import { liveRunStates } from "#lib/kernel/states.ts";
import type { WorkspaceActivity } from "#lib/modules/workspaces/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { visibleProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type WorkspaceRow = typeof workspaces.$inferSelect;
export type NewWorkspace = typeof workspaces.$inferInsert;
export type ProjectRow = typeof projects.$inferSelect;

export async function findWorkspace(tx: Tx, id: string): Promise<WorkspaceRow | null> {
  const [row] = await tx.select().from(workspaces).where(eq(workspaces.id, id));
  return row ?? null;
}

/** A workspace with the project it belongs to. */
export async function findWorkspaceAndProject(
  tx: Tx,
  id: string,
): Promise<{ workspace: WorkspaceRow; project: ProjectRow } | null> {
  const [row] = await tx
    .select({ workspace: workspaces, project: projects })
    .from(workspaces)
    .innerJoin(projects, eq(projects.id, workspaces.projectId))
    .where(eq(workspaces.id, id));
  return row ?? null;
}

/** The one workspace of a project; the oldest, should there be more. */
export async function findWorkspaceOf(tx: Tx, projectId: string): Promise<WorkspaceRow | null> {
  const [row] = await tx
    .select()
    .from(workspaces)
    .where(eq(workspaces.projectId, projectId))
    .orderBy(asc(workspaces.id))
    .limit(1);
  return row ?? null;
}

export async function insertWorkspace(tx: Tx, row: NewWorkspace): Promise<void> {
  await tx.insert(workspaces).values(row);
}

/** Writes the change; `where` makes it a compare-and-swap. Null where nothing was changed. */
export async function changeWorkspace(
  tx: Tx,
  id: string,
  change: Partial<NewWorkspace> | Record<string, SQL | unknown>,
  where?: SQL,
): Promise<WorkspaceRow | null> {
  const [row] = await tx
    .update(workspaces)
    .set(change)
    .where(and(eq(workspaces.id, id), where))
    .returning();
  return row ?? null;
}

/** Keeps what was seen running in it; false where that is known already. */
export async function writeActivity(tx: Tx, id: string, activity: WorkspaceActivity): Promise<boolean> {
  const isOther = sql`${workspaces.observedActivity} is distinct from ${JSON.stringify(activity)}::jsonb`;
  const change = { observedActivity: activity, observedAt: sql`now()` };
  return (await changeWorkspace(tx, id, change, isOther)) !== null;
}

/** Keeps how its runtime saw it; one that does not run has no activity. False where that is known already. */
export async function writeObserved(
  tx: Tx,
  id: string,
  seen: Pick<WorkspaceRow, "observedState" | "observedReason" | "address" | "startedAt">,
): Promise<boolean> {
  const isOther = or(
    ne(workspaces.observedState, seen.observedState),
    sql`${workspaces.observedReason} is distinct from ${seen.observedReason}`,
    sql`${workspaces.address} is distinct from ${seen.address}`,
    sql`${workspaces.startedAt} is distinct from ${seen.startedAt?.toISOString() ?? null}`,
  );
  const quiet = seen.observedState === "running" ? {} : { observedActivity: null };
  const change = { ...seen, ...quiet, observedAt: sql`now()` };
  return (await changeWorkspace(tx, id, change, isOther)) !== null;
}

/** Forgets a workspace that was removed, or is as it was seen when it was gone, with its terminals; false where somebody was quicker. */
export async function forgetWorkspace(
  tx: Tx,
  { id, observedState, observedReason }: Pick<WorkspaceRow, "id" | "observedState" | "observedReason">,
): Promise<boolean> {
  const rows = await tx
    .delete(workspaces)
    .where(
      and(
        eq(workspaces.id, id),
        eq(workspaces.observedState, observedState),
        sql`${workspaces.observedReason} is not distinct from ${observedReason}`,
      ),
    )
    .returning({ id: workspaces.id });
  return rows.length > 0;
}

/** Those the actor may see, newest first, with what is shown of their projects. */
export async function listWorkspaceRows(
  tx: Tx,
  filter: { projectId?: string | undefined; before?: string | undefined },
  actor: Actor,
  limit: number,
): Promise<{ workspace: WorkspaceRow; project: Pick<ProjectRow, "name" | "workspaceSettings"> }[]> {
  return tx
    .select({
      workspace: workspaces,
      project: { name: projects.name, workspaceSettings: projects.workspaceSettings },
    })
    .from(workspaces)
    .innerJoin(projects, eq(projects.id, workspaces.projectId))
    .where(
      and(
        visibleProject(tx, actor, workspaces.projectId),
        filter.projectId ? eq(workspaces.projectId, filter.projectId) : undefined,
        filter.before ? lt(workspaces.id, filter.before) : undefined,
      ),
    )
    .orderBy(desc(workspaces.id))
    .limit(limit);
}

/** Stopped as it should be, or failed and not wanted: nothing is waited for. */
const isAtRest = and(
  ne(workspaces.desiredState, "running"),
  inArray(workspaces.observedState, ["stopped", "failed"]),
);

/**
 * Those that came up once and are not gone, a page at a time behind the id seen last: what the reconciler looks after.
 * `atRest`: those for which nothing is to be done, or all the others.
 */
export const listLiving = (
  tx: Tx,
  { atRest, after, limit }: { atRest: boolean; after: string | null; limit: number },
): Promise<WorkspaceRow[]> =>
  tx
    .select()
    .from(workspaces)
    .where(
      and(
        notInArray(workspaces.observedState, ["creating", "removed"]),
        atRest ? isAtRest : sql`not (${isAtRest})`,
        after === null ? undefined : gt(workspaces.id, after),
      ),
    )
    .orderBy(asc(workspaces.id))
    .limit(limit);

/** True while an operation that changes the workspace's life is under way. */
export async function hasLifeOperation(
  tx: Tx,
  workspace: { id: string; projectId: string },
): Promise<boolean> {
  const [row] = await tx
    .select({ id: operations.id })
    .from(operations)
    .where(
      and(
        inArray(operations.targetId, [workspace.id, workspace.projectId]),
        inArray(
          operations.state,
          openStates.filter((state) => state !== "held"),
        ),
        sql`${operations.command} ~ '^(project|workspace)[.](create|retry|discard|start|stop|restart|rebuild|rest|delete)$'`,
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** Those of one kind of runtime that came up once and are not gone; `refs`: only those that its driver knows by them. */
export const listLivingOn = (
  tx: Tx,
  kind: WorkspaceRow["runtime"],
  { refs, limit }: { refs?: readonly string[]; limit: number },
): Promise<WorkspaceRow[]> =>
  tx
    .select()
    .from(workspaces)
    .where(
      and(
        eq(workspaces.runtime, kind),
        notInArray(workspaces.observedState, ["creating", "removed"]),
        refs && inArray(workspaces.runtimeRef, [...refs]),
      ),
    )
    .orderBy(asc(workspaces.id))
    .limit(limit);

/** Those whose network may be in use: up, coming up, or not seen clearly. */
export const listOnNetworks = (tx: Tx): Promise<WorkspaceRow[]> =>
  tx
    .select()
    .from(workspaces)
    .where(
      and(
        ne(workspaces.runtime, "local"),
        inArray(workspaces.observedState, ["creating", "running", "failed", "unreachable"]),
        eq(workspaces.desiredState, "running"),
      ),
    );

/** Whether there ever was a workspace with a network: a container may outlive its row's end. */
export async function hasOnNetworks(tx: Tx): Promise<boolean> {
  const [row] = await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(ne(workspaces.runtime, "local"))
    .limit(1);
  return row !== undefined;
}

/** The workspaces that are there or being made, by which a runtime's things are known. */
export const listClaims = (
  tx: Tx,
  kind: WorkspaceRow["runtime"],
): Promise<Pick<WorkspaceRow, "id" | "projectId">[]> =>
  tx
    .select({ id: workspaces.id, projectId: workspaces.projectId })
    .from(workspaces)
    .where(and(eq(workspaces.runtime, kind), ne(workspaces.observedState, "removed")));

/** By the project's id, which may be anything that a label says. */
export async function listProjectNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: projects.id, name: projects.name })
    .from(projects)
    .where(inArray(sql`${projects.id}::text`, [...ids]));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Of an operation that a part of the product itself asked for. */
export async function isAskedBySystem(tx: Tx, operationId: string): Promise<boolean> {
  const [row] = await tx
    .select({ via: operations.via })
    .from(operations)
    .where(eq(operations.id, operationId));
  return row?.via === "system";
}

export interface LastDeed {
  /** The number of a task that an agent is at work on now. */
  agentOf: number | null;
  /** The last thing that was asked of the workspace's files, git or terminals. */
  command: string | null;
  input: Record<string, unknown> | null;
  at: Date | null;
}

/** What is done in a project's workspace besides typing. */
export async function findLastDeed(tx: Tx, projectId: string): Promise<LastDeed> {
  const [row] = await tx.execute<{ agentOf: number | null; deed: Record<string, unknown> | null }>(sql`
    select (
      select tasks.number from runs join tasks on tasks.id = runs.task_id
      where runs.project_id = ${projectId} and runs.state in ${[...liveRunStates]} limit 1
    ) as "agentOf", (
      select json_build_object('command', command, 'input', input, 'at', created_at) from operations
      where project_id = ${projectId} and command ~ '^(files|git|terminal)[.]'
        and state in ('queued', 'running', 'succeeded')
      order by id desc limit 1
    ) as deed`);
  const { command, input, at } = (row?.deed ?? {}) as {
    command?: string;
    input?: LastDeed["input"];
    at?: string;
  };
  return {
    agentOf: row?.agentOf ?? null,
    command: command ?? null,
    input: input ?? null,
    at: at ? new Date(at) : null,
  };
}

/** Whether the project has a person who is neither owner nor admin of the installation. */
export async function hasFurtherPeople(tx: Tx, projectId: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: users.id })
    .from(projectMembers)
    .innerJoin(users, eq(users.id, projectMembers.userId))
    .where(and(eq(projectMembers.projectId, projectId), eq(users.role, "member")))
    .limit(1);
  return row !== undefined;
}

/** The project follows its one workspace. */
export async function followWorkspace(
  tx: Tx,
  projectId: string,
  change: Pick<Partial<ProjectRow>, "status" | "statusReason" | "lastActivityAt" | "creationOperationId">,
): Promise<void> {
  await tx.update(projects).set(change).where(eq(projects.id, projectId));
}

export async function writeSettings(
  tx: Tx,
  projectId: string,
  workspaceSettings: ProjectRow["workspaceSettings"],
): Promise<void> {
  await tx.update(projects).set({ workspaceSettings }).where(eq(projects.id, projectId));
}

/** The operation that made the workspace, or is at it; null for one that was made before operations were kept. */
export async function findCreationOf(tx: Tx, projectId: string): Promise<string | null> {
  const [row] = await tx
    .select({ id: operations.id })
    .from(operations)
    .where(
      and(
        eq(operations.targetId, projectId),
        inArray(operations.command, ["project.create", "project.retry", "workspace.create"]),
        inArray(operations.state, ["queued", "running", "succeeded", "failed"]),
      ),
    )
    .orderBy(desc(operations.id))
    .limit(1);
  return row?.id ?? null;
}

/** What people call the terminals of a workspace, by the names that tmux knows. */
export async function listTerminalNames(tx: Tx, workspaceId: string): Promise<Map<string, string>> {
  const rows = await tx
    .select({ session: terminals.session, name: terminals.name })
    .from(terminals)
    .where(eq(terminals.workspaceId, workspaceId));
  return new Map(rows.map(({ session, name }) => [session, name]));
}
