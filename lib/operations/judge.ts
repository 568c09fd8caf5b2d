import { AppError } from "#lib/kernel/errors.ts";
import { hashOf } from "#lib/operations/canonical-json.ts";
import type { AnyCommand, CommandFacts } from "#lib/operations/command.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { protectionActorOf } from "#lib/platform/auth/actor.ts";
import { actionRow } from "#lib/protection/actions.ts";
import { type Decision, decide, type GivenConsent } from "#lib/protection/decide.ts";

interface Case {
  command: AnyCommand;
  actor: Actor;
  facts: CommandFacts;
  consents: readonly GivenConsent[];
  now: Date;
}

/** What the consents rely on, as one hash. */
export const fingerprintOf = (facts: CommandFacts): string =>
  hashOf({
    target: facts.target,
    held: facts.held ?? {},
    traits: facts.traits ?? [],
    seen: facts.fingerprint ?? null,
  });

/** Asks the one decision about a command, in the words of the protection layer. */
export function judge({ command, actor, facts, consents, now }: Case): Decision {
  return decide({
    action: actionRow(command.name),
    actor: protectionActorOf(actor),
    facts: {
      access: facts.access,
      traits: facts.traits ?? [],
      held: facts.held ?? {},
      fingerprint: fingerprintOf(facts),
    },
    consents,
    now,
  });
}

/** A denial as the caller reads it: what is missing, and how to get there. */
export function denialError(decision: Extract<Decision, { verdict: "deny" }>): AppError {
  const sentence = decision.missing.map((need) => need.how).join(" ");
  const type = decision.because === "facts" ? "REQUIREMENTS_NOT_MET" : "FORBIDDEN";
  return new AppError(type, sentence, { details: { missing: decision.missing } });
}
