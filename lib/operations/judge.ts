import { AppError } from "#lib/kernel/errors.ts";
import { hashOf } from "#lib/operations/canonical-json.ts";
import type { AnyCommand, CommandFacts } from "#lib/operations/command.ts";
import { findSoleAdmin, loadGround } from "#lib/operations/rule-store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { protectionActorOf } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { actionRow } from "#lib/protection/actions.ts";
import { type Decision, decide, type GivenConsent } from "#lib/protection/decide.ts";

interface Case {
  command: AnyCommand;
  actor: Actor;
  facts: CommandFacts;
  consents: readonly GivenConsent[];
}

/** What the consents rely on, as one hash. */
export const fingerprintOf = (facts: CommandFacts): string =>
  hashOf({
    target: facts.target,
    held: facts.held ?? {},
    traits: facts.traits ?? [],
    seen: facts.fingerprint ?? null,
    // Left out where there are none, so that what is held already stays as it was agreed to.
    ...(facts.changes && facts.changes.length > 0 && { changes: facts.changes }),
  });

/**
 * Asks the one decision about a command, in the words of the protection layer, by the rules in force and the
 * database's clock.
 */
export async function judge(tx: Tx, { command, actor, facts, consents }: Case): Promise<Decision> {
  const { now, policy } = await loadGround(tx, command.name, facts.target.projectId);
  const decideWith = (soleAdminId: string | null) =>
    decide({
      action: actionRow(command.name),
      actor: protectionActorOf(actor),
      facts: {
        access: facts.access,
        traits: facts.traits ?? [],
        held: facts.held ?? {},
        fingerprint: fingerprintOf(facts),
      },
      consents,
      policy,
      soleAdminId,
      now,
    });
  const decision = decideWith(null);
  const lacksApproval =
    decision.verdict === "hold" &&
    decision.needs.some(({ requirement, met }) => requirement === "admin_approval" && !met);
  // Whether there is only one matters there alone.
  const soleAdminId = lacksApproval ? await findSoleAdmin(tx) : null;
  return soleAdminId ? decideWith(soleAdminId) : decision;
}

/** A denial as the caller reads it: what is missing, and how to get there. */
export function denialError(decision: Extract<Decision, { verdict: "deny" }>): AppError {
  const sentence = decision.missing.map((need) => need.how).join(" ");
  const type = decision.because === "facts" ? "REQUIREMENTS_NOT_MET" : "FORBIDDEN";
  return new AppError(type, sentence, { details: { missing: decision.missing } });
}
