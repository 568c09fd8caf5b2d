import { eq } from "drizzle-orm";
import { projectMembers } from "#drizzle/schema/projects.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { wake } from "#lib/platform/db/transact.ts";

/** What those wait for (`EventHub.onWake`) who keep something open for a person, a key or a run. */
export const standingKey = (actorId: string): string => `standing ${actorId}`;

/** Makes all that is open for this person, key or run ask again, once this commits, whether it may stay open. */
export const wakeStanding = (tx: Tx, actorId: string): void => wake(tx, standingKey(actorId));

/** What somebody may do at a moment: everything there is, or what they may do in each project. */
export type Standing = "all" | ReadonlyMap<string, number>;

const ranks = { read: 1, write: 2, admin: 3 } as const;

export async function readStanding(
  tx: Tx,
  { role, userId }: Pick<Actor, "role" | "userId">,
): Promise<Standing> {
  if (role !== "member") return "all";
  if (userId === null) return new Map();
  const rows = await tx
    .select({ projectId: projectMembers.projectId, access: projectMembers.access })
    .from(projectMembers)
    .where(eq(projectMembers.userId, userId));
  return new Map(rows.map(({ projectId, access }) => [projectId, ranks[access]]));
}

/** Whether something that could be done before cannot be done now. */
export function hasLost(before: Standing, now: Standing): boolean {
  if (now === "all") return false;
  if (before === "all") return true;
  return [...before].some(([projectId, rank]) => (now.get(projectId) ?? 0) < rank);
}
