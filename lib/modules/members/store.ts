import { and, asc, eq, isNull, ne, sql } from "drizzle-orm";
import { identityProviders, users } from "#drizzle/schema/people.ts";
import { projectMembers } from "#drizzle/schema/projects.ts";
import type { MemberAccess } from "#lib/modules/members/schema.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** By name, those after `after`. */
export const selectMembers = (
  tx: Tx,
  projectId: string,
  after: { name: string; id: string } | undefined,
  limit: number,
) =>
  tx
    .select({
      member: projectMembers,
      person: { id: users.id, name: users.name, role: users.role, disabledAt: users.disabledAt },
      providerName: identityProviders.name,
      key: sql<string>`lower(${users.name})`,
    })
    .from(projectMembers)
    .innerJoin(users, eq(users.id, projectMembers.userId))
    .leftJoin(identityProviders, eq(identityProviders.id, projectMembers.givenBy))
    .where(
      and(
        eq(projectMembers.projectId, projectId),
        after ? sql`(lower(${users.name}), ${users.id}) > (${after.name}, ${after.id}::uuid)` : undefined,
      ),
    )
    .orderBy(sql`lower(${users.name})`, asc(users.id))
    .limit(limit);

export type SelectedMember = Awaited<ReturnType<typeof selectMembers>>[number];

export async function findMember(tx: Tx, projectId: string, userId: string) {
  const [row] = await tx
    .select({
      id: users.id,
      name: users.name,
      access: projectMembers.access,
      givenBy: projectMembers.givenBy,
    })
    .from(projectMembers)
    .innerJoin(users, eq(users.id, projectMembers.userId))
    .where(and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId)));
  return row;
}

/** Whether a member beside this person administers the project, who may come in. */
export async function hasOtherAdmin(tx: Tx, projectId: string, userId: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: users.id })
    .from(projectMembers)
    .innerJoin(users, eq(users.id, projectMembers.userId))
    .where(
      and(
        eq(projectMembers.projectId, projectId),
        eq(projectMembers.access, "admin"),
        ne(projectMembers.userId, userId),
        isNull(users.disabledAt),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** By hand: what a provider's groups gave before counts no more. */
export async function putMember(
  tx: Tx,
  row: { projectId: string; userId: string; access: MemberAccess },
): Promise<void> {
  const given = { access: row.access, givenBy: null };
  await tx
    .insert(projectMembers)
    .values({ ...row, ...given })
    .onConflictDoUpdate({ target: [projectMembers.projectId, projectMembers.userId], set: given });
}

export async function deleteMember(tx: Tx, projectId: string, userId: string): Promise<void> {
  await tx
    .delete(projectMembers)
    .where(and(eq(projectMembers.projectId, projectId), eq(projectMembers.userId, userId)));
}
