import type { HeldOperation } from "#lib/kernel/answer.ts";

/**
 * What a person can do about a held operation now: `ready` to be confirmed, `cooling` until its time, or `waiting`
 * for someone else's consent.
 */
export type HeldPhase = "ready" | "cooling" | "waiting";

const isConfirmation = (requirement: string): boolean => /confirm/i.test(requirement);

export function phaseOf(operation: HeldOperation, nowMs: number): HeldPhase {
  const hasConfirmed = operation.needs.some((need) => need.met && isConfirmation(need.requirement));
  const isCooling = operation.notBefore !== null && Date.parse(operation.notBefore) > nowMs;
  if (hasConfirmed && isCooling) return "cooling";
  const open = operation.needs.filter((need) => !need.met);
  if (open.length > 0 && hasConfirmed && !open.some((need) => isConfirmation(need.requirement)))
    return "waiting";
  return "ready";
}

/** True when the next confirmation only starts the wait. */
export const startsCooldown = (operation: HeldOperation): boolean =>
  operation.needs.some((need) => !need.met && /cooldown/i.test(need.requirement)) &&
  !operation.needs.some((need) => need.met && isConfirmation(need.requirement));

/** `workspace.stop` → `Stop workspace`; `run.answer-permission` → `Answer permission of run`. */
export function labelOfCommand(command: string): string {
  const [noun = "", action = command] = command.split(".");
  const [verb = "", ...object] = action.split("-");
  const words = [verb, ...object, ...(object.length > 0 ? ["of"] : []), noun.replaceAll("-", " ")];
  const sentence = words.filter((word) => word !== "").join(" ");
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
