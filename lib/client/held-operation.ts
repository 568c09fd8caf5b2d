import type { HeldOperation } from "#lib/kernel/answer.ts";

/**
 * What a person can do about a held operation now: `ready` to be confirmed, `cooling` until its time, or `waiting`
 * for someone else's consent.
 */
export type HeldPhase = "ready" | "cooling" | "waiting";

const isConfirmation = (requirement: string): boolean => /confirm|typed_name/i.test(requirement);

export function phaseOf(operation: HeldOperation, nowMs: number): HeldPhase {
  const hasConfirmed = operation.needs.some((need) => need.met && isConfirmation(need.requirement));
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
export const startsCooldown = (operation: HeldOperation): boolean =>
  operation.needs.some((need) => !need.met && /cooldown/i.test(need.requirement)) &&
  !operation.needs.some((need) => need.met && isConfirmation(need.requirement));
