import type { Need } from "../kernel/answer.ts";
import { type DangerLevel, isAtLeast } from "../kernel/danger.ts";
import type { Access, ActionRow, Consent, FactRequirement, Trait } from "./actions.ts";
import {
  answerWindowMs,
  consentsInForce,
  cooldownMsInForce,
  factSentences,
  hasAccess,
  levelInForce,
} from "./rules.ts";

/** Who asks, as far as a decision depends on it. */
export interface ProtectionActor {
  kind: "person" | "cli-key" | "service-key" | "agent" | "system";
  /** The person asking, or the one behind the key or agent; null for a system actor. */
  personId: string | null;
  role: "owner" | "admin" | "member";
  /** A key without the scope to write, or anyone whose account was closed: asks for nothing. */
  isReadOnly: boolean;
}

/** What was found out about the target; everything a decision depends on beside the actor. */
export interface ProtectionFacts {
  access: Access;
  traits: readonly Trait[];
  /** Facts by name; one that is not here does not hold. */
  held: Partial<Record<FactRequirement, boolean>>;
  fingerprint: string;
}

export interface GivenConsent {
  kind: "confirmation" | "approval" | "break_glass";
  personId: string;
  isNameTyped: boolean;
  /** Given within minutes of signing in. */
  hasJustSignedIn: boolean;
  givenAt: Date;
}

export interface DecideInput {
  action: ActionRow;
  actor: ProtectionActor;
  facts: ProtectionFacts;
  /** In the order in which they were given. */
  consents: readonly GivenConsent[];
  /** The lowest level the project allows for this command. */
  projectFloor?: DangerLevel;
  now: Date;
}

export type Decision =
  | { verdict: "allow"; level: DangerLevel }
  | {
      verdict: "hold";
      level: DangerLevel;
      needs: Need[];
      /** True while the confirmation with the typed name is missing. */
      typedName: boolean;
      notBefore: Date | null;
      expiresAt: Date;
      fingerprint: string;
    }
  | { verdict: "deny"; level: DangerLevel; because: "actor" | "access" | "facts"; missing: Need[] };

/**
 * The one decision: may this run now, must it wait, or not at all. Total and pure: no clock, no database, no
 * throw. The same function is asked when a command comes in, at each consent, and just before the work starts.
 */
export function decide(input: DecideInput): Decision {
  const { action, actor, facts, projectFloor } = input;
  const level = levelInForce(action, facts.traits, projectFloor);
  const refused = refusedActor(action, actor);
  if (refused) return { verdict: "deny", level, because: "actor", missing: [refused] };
  if (!hasAccess(facts.access, action.access)) {
    const how = `This needs ${action.access} access here; you have ${facts.access}.`;
    const missing = [{ requirement: `${action.access}_access`, met: false, how }];
    return { verdict: "deny", level, because: "access", missing };
  }
  const missing = missingFacts(action, facts);
  if (missing.length > 0) return { verdict: "deny", level, because: "facts", missing };
  return weighConsents(input, level);
}

function weighConsents({ action, actor, facts, consents, now }: DecideInput, level: DangerLevel): Decision {
  const asked = consentsAskedOf(actor, consentsInForce(action, level), level);
  const cooldownMs = cooldownMsInForce(action, level, facts.traits);
  const confirmations = consents.filter((consent) => consent.kind === "confirmation");
  const first = confirmations.find((consent) => consent.isNameTyped || !asked.includes("typed_name"));
  const coolsUntil = first && new Date(first.givenAt.getTime() + cooldownMs);
  const second = confirmations.find(
    (consent) => consent !== first && coolsUntil !== undefined && consent.givenAt >= coolsUntil,
  );
  const approval = consents.find(
    (consent) => consent.kind === "approval" && isOtherPerson(consent, actor, confirmations),
  );
  const given: Record<Consent, boolean> = {
    user_confirmation: first !== undefined,
    typed_name: first !== undefined,
    second_confirmation: second !== undefined,
    admin_approval: approval !== undefined,
  };
  const needs: Need[] = asked.map((consent) => ({
    requirement: consent,
    met: given[consent],
    how: consentSentences[consent],
  }));
  if (cooldownMs > 0) {
    const isCool = coolsUntil !== undefined && now >= coolsUntil;
    needs.splice(1, 0, cooldownNeed(cooldownMs, isCool));
  }
  if (needs.every((need) => need.met)) return { verdict: "allow", level };
  const actionableAt = coolsUntil && coolsUntil > now ? coolsUntil : now;
  return {
    verdict: "hold",
    level,
    needs,
    typedName: asked.includes("typed_name") && first === undefined,
    notBefore: cooldownMs === 0 ? null : (coolsUntil ?? new Date(now.getTime() + cooldownMs)),
    expiresAt: new Date(actionableAt.getTime() + answerWindowMs),
    fingerprint: facts.fingerprint,
  };
}

/** What a machine asks for at MEDIUM and above, a person has to confirm, whatever the row says. */
function consentsAskedOf(
  { kind }: ProtectionActor,
  consents: readonly Consent[],
  level: DangerLevel,
): readonly Consent[] {
  const isPerson = kind === "person" || kind === "cli-key";
  return isPerson || consents.length > 0 || !isAtLeast(level, "MEDIUM") ? consents : ["user_confirmation"];
}

const consentSentences: Record<Consent, string> = {
  user_confirmation: "Confirm it.",
  typed_name: "Confirm by typing the name.",
  second_confirmation: "Confirm again after the cooldown.",
  admin_approval: "An administrator approves who neither asked nor confirmed.",
};

function cooldownNeed(cooldownMs: number, isMet: boolean): Need {
  const hours = Math.round(cooldownMs / 3_600_000);
  const span = hours === 1 ? "60 minutes have" : `${hours} hours have`;
  return {
    requirement: `cooldown_${hours}h`,
    met: isMet,
    how: `Nothing happens before ${span} passed after the first confirmation.`,
  };
}

/** Four eyes: the approver is neither the person behind the request nor one who confirmed it. */
function isOtherPerson(
  approval: GivenConsent,
  actor: ProtectionActor,
  confirmations: readonly GivenConsent[],
): boolean {
  if (approval.personId === actor.personId) return false;
  return confirmations.every((confirmation) => confirmation.personId !== approval.personId);
}

function refusedActor(action: ActionRow, actor: ProtectionActor): Need | null {
  if (actor.isReadOnly) {
    return { requirement: "write_scope", met: false, how: "This key or account may read and nothing else." };
  }
  const isMachine = actor.kind === "service-key" || actor.kind === "agent";
  if (action.who !== "any" && isMachine) {
    return { requirement: "person", met: false, how: "Only a person may ask for this." };
  }
  if (action.who === "owner" && actor.role !== "owner") {
    return { requirement: "owner", met: false, how: "Only the owner may ask for this." };
  }
  if (action.who === "admin" && actor.role === "member") {
    return { requirement: "admin", met: false, how: "Only an administrator may ask for this." };
  }
  return null;
}

function missingFacts(action: ActionRow, facts: ProtectionFacts): Need[] {
  return (action.facts ?? [])
    .filter((requirement) => facts.held[requirement] !== true)
    .map((requirement) => ({ requirement, met: false, how: factSentences[requirement] }));
}
