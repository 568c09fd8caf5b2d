import { forbidden } from "#lib/kernel/errors.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

/**
 * The person whose own things a command changes; FORBIDDEN, in the words of `forNobody`, where nobody stands behind the
 * actor, and to what is bound to a project: what is a person's own reaches far beyond it.
 */
export function requireOwnPerson({ userId, projectId }: Actor, forNobody: string): string {
  if (!userId) throw forbidden(forNobody);
  if (projectId) throw forbidden("A key that is bound to a project changes nothing of its person.");
  return userId;
}
