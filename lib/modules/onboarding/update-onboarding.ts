import { onboardingOf } from "#lib/modules/onboarding/rules.ts";
import { OnboardingView, UpdateOnboardingInput } from "#lib/modules/onboarding/schema.ts";
import { findOnboarding, keepOnboarding, readUsedSoFar } from "#lib/modules/onboarding/store.ts";
import { command } from "#lib/operations/command.ts";
import { requireOwnPerson } from "#lib/operations/own-person.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Keeps what is done of the guided start, or puts it away for good; the same again changes nothing. */
export const updateOnboarding = command({
  name: "onboarding.update",
  http: "PATCH /api/v1/onboarding",
  summary: "Keep which steps of the guided start are done, or end it",
  input: UpdateOnboardingInput,
  output: OnboardingView,
  async facts(_tx, _input, actor) {
    const userId = requireOwnPerson(actor, "The guided start belongs to a person.");
    const target = { kind: "person", id: userId, name: actor.userName ?? actor.name, projectId: null };
    return { target, access: "write", userId };
  },
  async apply(tx, { input: { done = [], isEnded = false }, facts: { userId }, actor }) {
    await keepOnboarding(tx, userId, done, isEnded);
    publish(tx, {
      topic: "onboarding",
      name: "onboarding.changed",
      subjectId: null,
      projectId: null,
      userId,
    });
    return onboardingOf(actor.role, await findOnboarding(tx, userId), await readUsedSoFar(tx, actor, userId));
  },
});
