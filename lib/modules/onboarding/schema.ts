import { z } from "zod";

export const onboardingSteps = ["model", "project", "card", "team", "passkey"] as const;
export const OnboardingStep = z.enum(onboardingSteps, `must be one of: ${onboardingSteps.join(", ")}`);
export type OnboardingStep = z.infer<typeof OnboardingStep>;

export const OnboardingView = z.object({
  /** Those that are for this person, in their order. */
  steps: z.array(
    z.object({
      step: OnboardingStep,
      isDone: z.boolean(),
      isKept: z.boolean().describe("Whether it stays done when what did it goes."),
    }),
  ),
  /** True once it was done or put away: it is never shown again. */
  isEnded: z.boolean(),
});
export type OnboardingView = z.infer<typeof OnboardingView>;

export const UpdateOnboardingInput = z
  .object({
    /** Steps that count as done from now on. */
    done: z.array(OnboardingStep).max(onboardingSteps.length).optional(),
    isEnded: z.literal(true, "can be true only: a start that is over does not begin again").optional(),
  })
  .refine(({ done, isEnded }) => done !== undefined || isEnded !== undefined, {
    message: "give done, isEnded or both",
  });
export type UpdateOnboardingInput = z.infer<typeof UpdateOnboardingInput>;
