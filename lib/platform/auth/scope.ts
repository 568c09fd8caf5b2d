import { and, type Column, eq, exists, inArray, isNull, notExists, or, type SQL, sql } from "drizzle-orm";
import { projectMembers, projects } from "#drizzle/schema/projects.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Access } from "#lib/protection/actions.ts";

/**
 * What an actor may see and do. Owners and admins of the installation reach every project, members those they belong
 * to; a key or agent bound to a project reaches that one only, and none more than the person behind it.
 */

/** A condition for a query: the project in `column` is one that the actor may see. */
export const visibleProject = (tx: Tx, actor: Actor, column: Column): SQL =>
  projectOf(tx, actor, column, undefined);

/** The same for one that they may work in. */
export const writableProject = (tx: Tx, actor: Actor, column: Column): SQL =>
  narrowed(actor, "write") === "write"
    ? projectOf(tx, actor, column, inArray(projectMembers.access, ["write", "admin"]))
    : sql`false`;

function projectOf(tx: Tx, actor: Actor, column: Column, membership: SQL | undefined): SQL {
  const conditions: SQL[] = [];
  if (actor.projectId) conditions.push(eq(column, actor.projectId));
  if (actor.role === "member") {
    const own = and(ownMembership(actor, column), membership);
    conditions.push(exists(tx.select({ one: sql`1` }).from(projectMembers).where(own)));
  }
  return and(...conditions) ?? sql`true`;
}

/** A condition for a query: no project is there any more that decides who may see it, or none ever was. */
export const withoutProject = (tx: Tx, column: Column): SQL | undefined =>
  or(isNull(column), notExists(tx.select({ one: sql`1` }).from(projects).where(eq(projects.id, column))));

/** What the actor may do in a project; `none` also where there is no such project. */
export async function accessToProject(tx: Tx, actor: Actor, projectId: string): Promise<Access> {
  if (actor.projectId && actor.projectId !== projectId) return "none";
  const [row] = await tx
    .select({ access: projectMembers.access })
    .from(projects)
    .leftJoin(projectMembers, ownMembership(actor, projects.id))
    .where(eq(projects.id, projectId));
  return row ? accessByMembership(actor, row.access) : "none";
}

/** The same for several; one that is not in the answer is gone, or not the one that the actor is bound to. */
export async function accessToProjects(
  tx: Tx,
  actor: Actor,
  projectIds: readonly string[],
): Promise<Map<string, Access>> {
  const asked = actor.projectId ? projectIds.filter((id) => id === actor.projectId) : [...projectIds];
  if (asked.length === 0) return new Map();
  const rows = await tx
    .select({ id: projects.id, access: projectMembers.access })
    .from(projects)
    .leftJoin(projectMembers, ownMembership(actor, projects.id))
    .where(inArray(projects.id, asked));
  return new Map(rows.map(({ id, access }) => [id, accessByMembership(actor, access)]));
}

/** The same, where the membership was read with the project. */
export const accessByMembership = (actor: Actor, membership: Access | null): Access =>
  narrowed(actor, actor.role === "member" ? (membership ?? "none") : "admin");

/** A condition for a join of the actor's own memberships. */
export const ownMembership = (actor: Actor, projectId: Column): SQL | undefined =>
  and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, actor.userId ?? nobody));

/** What the actor may do with what belongs to the installation rather than to a project. */
export const accessToInstallation = (actor: Actor): Access =>
  actor.projectId ? "none" : narrowed(actor, actor.role === "member" ? "read" : "admin");

const nobody = "00000000-0000-0000-0000-000000000000";

/** A key without the scope `write` only reads, whoever owns it. */
function narrowed(actor: Actor, access: Access): Access {
  if (access === "none" || !actor.scopes || actor.scopes.includes("write")) return access;
  return actor.scopes.includes("read") ? "read" : "none";
}
