import { conflict, forbidden } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { operationFor, operationTarget } from "#lib/operations/access.ts";
import { command, type FindCommand } from "#lib/operations/command.ts";
import { lockHeld, requireFreshSignIn } from "#lib/operations/held-ground.ts";
import { lookAgain } from "#lib/operations/look-again.ts";
import { waitsForOf } from "#lib/operations/may-answer.ts";
import { recordChange } from "#lib/operations/record.ts";
import { releaseHeld } from "#lib/operations/release-held.ts";
import { BreakGlassInput, HeldResult } from "#lib/operations/schema.ts";
import { insertConsent } from "#lib/operations/store.ts";
import { heldOrRef } from "#lib/operations/view.ts";

/**
 * An owner skips what is left of a cooldown, having signed in again, for a reason in writing. It stands for no other
 * consent, and it is never silent: an audit row, a notice to every administrator, a banner for seven days.
 */
export const breakGlass = (findCommand: FindCommand) =>
  command({
    name: "operation.break-glass",
    http: "POST /api/protection/break-glass",
    summary: "Skip the rest of a cooldown",
    input: BreakGlassInput,
    output: HeldResult,
    async prepare(platform, { operationId }, actor) {
      const { operation } = await operationFor(platform.database.orm, actor, operationId);
      const isAsked = operation.state === "held" && actor.role === "owner";
      return isAsked ? lookAgain(platform, findCommand, operation) : undefined;
    },
    async facts(tx, { operationId }, actor, seen) {
      const { operation, access } = await operationFor(tx, actor, operationId);
      return { target: operationTarget(operation), access, seen };
    },
    async apply(tx, { input: { operationId, reason }, actor, facts, platform }) {
      const { operation, now } = await lockHeld(tx, actor, operationId);
      const { userId } = actor;
      if (!userId || actor.kind !== "person" || actor.role !== "owner")
        throw forbidden("Only an owner, signed in to the dashboard, may skip a cooldown.");
      if (waitsForOf(operation, now) !== "cooldown")
        throw conflict("No cooldown runs here: it begins with the first confirmation.");
      requireFreshSignIn(actor);
      await insertConsent(tx, {
        id: newId(),
        operationId,
        kind: "break_glass",
        userId,
        isNameTyped: false,
        hasJustSignedIn: true,
        reason,
      });
      recordChange(tx, operation, { what: "cooldown_skipped", actor, details: { reason } });
      const released = await releaseHeld(tx, platform, findCommand, operationId, facts.seen);
      return { operation: heldOrRef(released) };
    },
  });
