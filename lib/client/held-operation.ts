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

/** Commands whose target is where they happen, not what they change, and those that people call otherwise. */
const labels: Readonly<Record<string, string>> = {
  "run.feedback": "Send back",
  "run.answer-question": "Answer a question of",
  "run.answer-permission": "Answer a permission of",
  "run.resolve-conflict": "Let the agent resolve the conflict of",
  "files.write": "Save a file in",
  "files.mkdir": "Make a folder in",
  "files.move": "Move a file in",
  "files.delete": "Delete a file in",
  "files.restore": "Restore a file in",
  "git.stage": "Stage files in",
  "git.commit": "Commit in",
  "git.checkout": "Check out a branch in",
  "git.pull": "Pull into",
  "git.push": "Push from",
};

/** `workspace.stop` → `Stop workspace`; `run.answer-permission` → `Answer a permission of`. */
export function labelOfCommand(command: string): string {
  const known = labels[command];
  if (known) return known;
  const [noun = "", action = command] = command.split(".");
  const [verb = "", ...object] = action.split("-");
  const words = [verb, ...object, ...(object.length > 0 ? ["of"] : []), noun.replaceAll("-", " ")];
  const sentence = words.filter((word) => word !== "").join(" ");
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
