import type { OnboardingStep, OnboardingView } from "#lib/modules/onboarding/schema.ts";

/** What of the product a person has used so far, as its rows tell; and what they may. */
export interface UsedSoFar extends Record<OnboardingStep, boolean> {
  /** They belong to projects, and may change nothing in any of them. */
  readsOnly: boolean;
}

interface Kept {
  steps: readonly string[];
  isEnded: boolean;
}

/** Who looks after the installation begins with its model and invites others; nobody is asked for what they may not. */
export function stepsFor(
  role: "owner" | "admin" | "member",
  { readsOnly }: Pick<UsedSoFar, "readsOnly">,
): readonly OnboardingStep[] {
  if (role !== "member") return ["model", "project", "card", "team", "passkey"];
  return readsOnly ? ["project", "passkey"] : ["project", "card", "passkey"];
}

/** A step is done for good once it was: by what happened, or by the person's word. */
export function onboardingOf(
  role: "owner" | "admin" | "member",
  kept: Kept | undefined,
  used: UsedSoFar,
): OnboardingView {
  const steps = stepsFor(role, used).map((step) => {
    const isKept = kept?.steps.includes(step) ?? false;
    return { step, isDone: used[step] || isKept, isKept };
  });
  return { steps, isEnded: (kept?.isEnded ?? false) || steps.every(({ isDone }) => isDone) };
}
