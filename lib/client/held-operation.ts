import type { ConsentView, HeldOperation, Need } from "#lib/kernel/answer.ts";

/** What of a held operation tells how far it is. */
type Waiting = Pick<HeldOperation, "needs" | "notBefore">;

/**
 * What a person can do about a held operation now: `ready` to be confirmed, `cooling` until its time, or `waiting`
 * for someone else's consent.
 */
export type HeldPhase = "ready" | "cooling" | "waiting";

const isConfirmation = (requirement: string): boolean => /confirm|typed_name/i.test(requirement);

/** True once somebody has confirmed: from then on a cooldown runs. */
export const hasConfirmation = (needs: readonly Need[]): boolean =>
  needs.some((need) => need.met && isConfirmation(need.requirement));

export function phaseOf(operation: Waiting, nowMs: number): HeldPhase {
  const hasConfirmed = hasConfirmation(operation.needs);
  const isCooling = operation.notBefore !== null && Date.parse(operation.notBefore) > nowMs;
  if (hasConfirmed && isCooling) return "cooling";
  const open = operation.needs.filter((need) => !need.met);
  if (open.length > 0 && hasConfirmed && !open.some((need) => isConfirmation(need.requirement)))
    return "waiting";
  return "ready";
}

/** True when nothing is missing but the press of the button: a list of that would only repeat it. */
export const isOnlyConfirmation = (needs: HeldOperation["needs"]): boolean =>
  needs.every((need) => !need.met && need.requirement === "user_confirmation");

/** True when the next confirmation only starts the wait. */
export const startsCooldown = (operation: Pick<HeldOperation, "needs">): boolean =>
  operation.needs.some((need) => !need.met && isCooldown(need)) && !hasConfirmation(operation.needs);

export const isCooldown = ({ requirement }: Pick<Need, "requirement">): boolean =>
  requirement.startsWith("cooldown");

/** `backup_exists` → `Backup exists`; the consents by what they are in the whole list. */
export function wordsOfNeed({ requirement }: Need, all: readonly Need[]): string {
  const isTwice = all.some((need) => need.requirement === "second_confirmation");
  if (requirement === "user_confirmation" || requirement === "typed_name")
    return isTwice ? "First confirmation" : "Confirmation";
  if (requirement === "admin_approval") return "Approval of an administrator";
  if (requirement.startsWith("cooldown")) return "Cooldown";
  const words = requirement.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The consent that met a need; null for facts, and for what is missing still. */
export function consentOf(need: Need, consents: readonly ConsentView[]): ConsentView | null {
  if (!need.met) return null;
  const given = consents.filter((consent) => consent.lapsedAt === null);
  const confirmations = given.filter((consent) => consent.kind === "confirmation");
  const first = confirmations.find((consent) => consent.isNameTyped) ?? confirmations[0];
  if (need.requirement === "user_confirmation" || need.requirement === "typed_name") return first ?? null;
  if (need.requirement === "second_confirmation")
    return confirmations.findLast((consent) => consent !== first) ?? null;
  if (need.requirement === "admin_approval") return given.find(({ kind }) => kind === "approval") ?? null;
  return isCooldown(need) ? (given.find(({ kind }) => kind === "break_glass") ?? null) : null;
}

/** When the cooldown began: at the first confirmation that still holds; null before it. */
export function cooldownBegan(consents: readonly ConsentView[]): string | null {
  const given = consents.filter(({ kind, lapsedAt }) => kind === "confirmation" && lapsedAt === null);
  return (given.find((consent) => consent.isNameTyped) ?? given[0])?.givenAt ?? null;
}
