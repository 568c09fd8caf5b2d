import type { Need } from "../kernel/answer.ts";
import { type DangerLevel, isAtLeast } from "../kernel/danger.ts";
import type { Access, ActionRow, Consent, FactRequirement, Trait } from "./actions.ts";
import { asksConfirmation, type Policy, type Requirements, requirementsOf } from "./requirements.ts";
import { answerWindowMs, factSentences, hasAccess } from "./rules.ts";

/** Who asks, as far as a decision depends on it. */
export interface ProtectionActor {
  kind: "person" | "cli-key" | "service-key" | "agent" | "system";
  /** The person asking, or the one behind the key or agent; null for a system actor. */
  personId: string | null;
  role: "owner" | "admin" | "member";
  /** A key without the scope to write, or anyone whose account was closed: asks for nothing. */
  isReadOnly: boolean;
  /** A person, or a key that was given the scope to confirm. */
  mayConfirm: boolean;
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
  /** The rules in force beside the row. */
  policy?: Policy;
  /** The one who is all the admins there are; null where there are several. */
  soleAdminId?: string | null;
  now: Date;
}

interface Decided {
  level: DangerLevel;
  /** What made the level higher than the catalogue's. */
  raised: Requirements["raised"];
}

export type Decision = Decided &
  (
    | { verdict: "allow" }
    | {
        verdict: "hold";
        needs: Need[];
        /** True while the confirmation with the typed name is missing. */
        typedName: boolean;
        notBefore: Date | null;
        expiresAt: Date;
        fingerprint: string;
      }
    | { verdict: "deny"; because: "actor" | "access" | "facts"; missing: Need[] }
  );

/**
 * The one decision: may this run now, must it wait, or not at all. Total and pure: no clock, no database, no
 * throw. The same function is asked when a command comes in, at each consent, and just before the work starts.
 */
export function decide(input: DecideInput): Decision {
  const { action, actor, facts, policy } = input;
  const asked = requirementsOf(action, facts.traits, policy);
  const { level, raised } = asked;
  const refused = refusedActor(action, actor);
  if (refused) return { verdict: "deny", level, raised, because: "actor", missing: [refused] };
  if (!hasAccess(facts.access, action.access)) {
    const how = `This needs ${action.access} access here; you have ${facts.access}.`;
    const missing = [{ requirement: `${action.access}_access`, met: false, how }];
    return { verdict: "deny", level, raised, because: "access", missing };
  }
  const missing = missingFacts(action, facts);
  if (missing.length > 0) return { verdict: "deny", level, raised, because: "facts", missing };
  return weighConsents(input, asked);
}

function weighConsents(input: DecideInput, requirements: Requirements): Decision {
  const { actor, facts, now } = input;
  const { level, raised, cooldownMs } = requirements;
  const asked = consentsAskedOf(actor, requirements);
  const given = consentsGiven(input, asked, cooldownMs);
  const needs: Need[] = asked.map((consent) => ({
    requirement: consent,
    met: given[consent],
    how:
      consent === "admin_approval" && isOwnOfSoleAdmin(input) ? soleAdminSentence : consentSentences[consent],
  }));
  const { coolsUntil, isSkipped } = given;
  if (cooldownMs > 0) {
    const isCool = coolsUntil !== undefined && now >= coolsUntil;
    needs.splice(1, 0, cooldownNeed(cooldownMs, isCool, isSkipped));
  }
  if (needs.every((need) => need.met)) return { verdict: "allow", level, raised };
  const actionableAt = coolsUntil ?? now;
  return {
    verdict: "hold",
    level,
    raised,
    needs,
    typedName: asked.includes("typed_name") && !given.typed_name,
    notBefore: cooldownMs === 0 ? null : (coolsUntil ?? new Date(now.getTime() + cooldownMs)),
    expiresAt: new Date(actionableAt.getTime() + answerWindowMs),
    fingerprint: facts.fingerprint,
  };
}

type GivenConsents = Record<Consent, boolean> & { coolsUntil: Date | undefined; isSkipped: boolean };

/** Which of the consents asked for are given, and when the cooldown ends that the first confirmation began. */
function consentsGiven(
  { actor, consents, soleAdminId }: DecideInput,
  asked: readonly Consent[],
  cooldownMs: number,
): GivenConsents {
  const confirmations = consents.filter((consent) => consent.kind === "confirmation");
  const first = confirmations.find((consent) => consent.isNameTyped || !asked.includes("typed_name"));
  const coolAt = first && new Date(first.givenAt.getTime() + cooldownMs);
  const glass = consents.find(
    ({ kind, givenAt }) => kind === "break_glass" && first !== undefined && givenAt >= first.givenAt,
  );
  const isSkipped = glass !== undefined && coolAt !== undefined && glass.givenAt < coolAt;
  const coolsUntil = isSkipped ? glass.givenAt : coolAt;
  const later = first ? confirmations.slice(confirmations.indexOf(first) + 1) : [];
  const second = later.find(({ givenAt }) => coolsUntil !== undefined && givenAt >= coolsUntil);
  const approval = consents.find(
    (consent) =>
      consent.kind === "approval" &&
      (isOtherPerson(consent, actor, confirmations) ||
        isOfSoleAdmin(consent, soleAdminId, asksConfirmation(asked) ? coolAt : consent.givenAt)),
  );
  return {
    user_confirmation: first !== undefined,
    typed_name: first !== undefined,
    second_confirmation: second !== undefined,
    admin_approval: approval !== undefined,
    coolsUntil,
    isSkipped,
  };
}

/** What a machine asks for at MEDIUM and above, a person has to confirm, whatever the row says. */
function consentsAskedOf({ kind }: ProtectionActor, { consents, level }: Requirements): readonly Consent[] {
  const isPerson = kind === "person" || kind === "cli-key";
  if (isPerson || asksConfirmation(consents) || !isAtLeast(level, "MEDIUM")) return consents;
  return ["user_confirmation", ...consents];
}

const consentSentences: Record<Consent, string> = {
  user_confirmation: "Confirm it.",
  typed_name: "Confirm by typing the name.",
  second_confirmation: "Confirm again after the cooldown.",
  admin_approval: "An administrator approves who neither asked nor confirmed.",
};

const soleAdminSentence =
  "There is only one administrator, who asked for this or confirmed it: they approve it themselves, after the whole cooldown (also where it was skipped) and a new sign-in.";

const isOwnOfSoleAdmin = ({ actor, consents, soleAdminId }: DecideInput): boolean =>
  Boolean(soleAdminId) &&
  [
    actor.personId,
    ...consents.filter(({ kind }) => kind === "confirmation").map((one) => one.personId),
  ].includes(soleAdminId ?? null);

function cooldownNeed(cooldownMs: number, isMet: boolean, isSkipped: boolean): Need {
  const [count, unit] = spanOf(cooldownMs);
  const words = { h: "hour", min: "minute", s: "second" }[unit];
  const span = `${count} ${words}${count === 1 ? " has" : "s have"}`;
  return {
    requirement: `cooldown_${count}${unit}`,
    met: isMet,
    how: isSkipped
      ? "An owner skipped the rest of it."
      : `Nothing happens before ${span} passed after the first confirmation.`,
  };
}

/** A length in the largest unit that tells it exactly. */
function spanOf(ms: number): [count: number, unit: "h" | "min" | "s"] {
  if (ms % 3_600_000 === 0) return [ms / 3_600_000, "h"];
  return ms % 60_000 === 0 ? [ms / 60_000, "min"] : [Math.ceil(ms / 1000), "s"];
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

/**
 * Where nobody else could approve, the only admin may approve what they asked for or confirmed themselves: having
 * signed in again, and after the whole cooldown, skipped or not.
 */
function isOfSoleAdmin(
  approval: GivenConsent,
  soleAdminId: string | null | undefined,
  coolAt: Date | undefined,
): boolean {
  const isWhole = coolAt !== undefined && approval.givenAt >= coolAt;
  return approval.personId === soleAdminId && approval.hasJustSignedIn && isWhole;
}

function refusedActor(action: ActionRow, actor: ProtectionActor): Need | null {
  if (actor.isReadOnly) {
    return { requirement: "write_scope", met: false, how: "This key or account may read and nothing else." };
  }
  const isMachine = actor.kind === "service-key" || actor.kind === "agent";
  if (action.who !== "any" && isMachine) {
    return { requirement: "person", met: false, how: "Only a person may ask for this." };
  }
  if (action.keyScope === "confirm" && !actor.mayConfirm) {
    const how = "A key needs the scope confirm for this. Use one that has it, or the dashboard.";
    return { requirement: "confirm_scope", met: false, how };
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
