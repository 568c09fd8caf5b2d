import { forbidden } from "#lib/kernel/errors.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

/**
 * Throws FORBIDDEN for the agent of a run: one that set others to work, or let them go on, would outlive the turns and the
 * budget of its own run. Keys of machines that people gave out may.
 */
export function refuseOwnAgents({ task }: Pick<Actor, "task">): void {
  if (task === null) return;
  throw forbidden("The agent of a task sets no agent to work. A person runs the card, or lets it go on.");
}
