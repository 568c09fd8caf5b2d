import { z } from "zod";
import { onboardingOf } from "#lib/modules/onboarding/rules.ts";
import { OnboardingView } from "#lib/modules/onboarding/schema.ts";
import { findOnboarding, readUsedSoFar } from "#lib/modules/onboarding/store.ts";
import { query } from "#lib/operations/query.ts";
import { ownReader } from "#lib/platform/auth/actor.ts";

export const readOnboarding = query({
  name: "onboarding.read",
  http: "GET /api/v1/onboarding",
  summary: "How far you are with the guided start",
  input: z.object({}),
  output: OnboardingView,
  async read({ tx, actor }) {
    const userId = ownReader(actor);
    // The guided start is a person's own: what acts for one somewhere is told nothing of it.
    if (!userId) return { steps: [], isEnded: true };
    const kept = await findOnboarding(tx, userId);
    return onboardingOf(actor.role, kept, await readUsedSoFar(tx, actor, userId));
  },
});
