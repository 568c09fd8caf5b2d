import { type ProjectFacts, projectFacts } from "#lib/modules/projects/project-facts.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";
import type { Trait } from "#lib/protection/actions.ts";

/** A project whose agents may do more, or less: for more, whoever is not its admin is asked to confirm. */
export async function ruleFacts(
  tx: Tx,
  actor: Actor,
  projectId: string,
  isWider: boolean,
): Promise<ProjectFacts & { traits: readonly Trait[] }> {
  const facts = await projectFacts(tx, actor, projectId);
  return { ...facts, traits: isWider && facts.access !== "admin" ? ["widened_by_member"] : [] };
}

export const tellRules = (tx: Tx, projectId: string): void =>
  publish(tx, {
    topic: "permission-rules",
    name: "permission-rules.changed",
    subjectId: projectId,
    projectId,
  });
