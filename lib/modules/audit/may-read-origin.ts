import { type Actor, ownReader } from "#lib/platform/auth/actor.ts";

/**
 * Whether the actor may read from which address and by which browser somebody came: the people who look after the
 * installation, and everybody of what they did themselves. Who shares a project has no need of it, and no agent has.
 */
export function mayReadOrigin(
  actor: Actor,
  by: { personId: string | null; actorId: string | null },
): boolean {
  if (by.actorId === actor.id) return true;
  const reader = ownReader(actor);
  return reader !== null && (actor.role !== "member" || by.personId === reader);
}
