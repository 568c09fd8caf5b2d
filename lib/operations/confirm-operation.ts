import { ConfirmAnswer } from "#lib/kernel/answer.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";
import { conflict, forbidden, invalid, notFound } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { operationFor, operationTarget } from "#lib/operations/access.ts";
import { confirmTokenFor, mayConfirm, requireConfirmer } from "#lib/operations/answers.ts";
import type { FindCommand } from "#lib/operations/command.ts";
import { command } from "#lib/operations/command.ts";
import { findTokenOperation, spendConfirmToken } from "#lib/operations/confirm-token.ts";
import { checkTypedName, lockHeld, requireSeen } from "#lib/operations/held-ground.ts";
import { lookAgain } from "#lib/operations/look-again.ts";
import { type HeldGround, hasApproved } from "#lib/operations/may-answer.ts";
import { recordChange } from "#lib/operations/record.ts";
import { releaseHeld } from "#lib/operations/release-held.ts";
import { ConfirmOperationInput } from "#lib/operations/schema.ts";
import { insertConsent, moveOperation, type OperationRow } from "#lib/operations/store.ts";
import { heldView, refOf } from "#lib/operations/view.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/**
 * One person's consent to a held operation: by the token that a MEDIUM answer carried, or by its id with the typed
 * name. Records the consent, decides again with it, and queues the work (or applies it) when nothing is missing. Where
 * something is, the answer carries the operation with what it still needs.
 */
export const confirmOperation = (findCommand: FindCommand) =>
  command({
    name: "operation.confirm",
    http: "POST /api/protection/confirm",
    summary: "Confirm a held operation",
    input: ConfirmOperationInput,
    output: ConfirmAnswer,
    secrets: ["token"],
    shownOnce: ["confirm", "shown"],
    async prepare(platform, input, actor) {
      const { orm } = platform.database;
      const { operation, access } = await operationFor(orm, actor, await operationIdOf(orm, input));
      const isAsked = operation.state === "held" && mayConfirm(actor, operation, access);
      return isAsked ? lookAgain(platform, findCommand, operation) : undefined;
    },
    async facts(tx, input, actor, seen) {
      const { operation, access } = await operationFor(tx, actor, await operationIdOf(tx, input));
      return { target: operationTarget(operation), access, seen };
    },
    async apply(tx, { input, actor, facts, platform }) {
      if (!actor.userId) throw forbidden("Only a person may confirm.");
      if ("token" in input) await spendConfirmToken(tx, input.token, actor.userId);
      const ground = await lockHeld(tx, actor, facts.target.id);
      const { operation, access } = ground;
      await checkConfirmer(tx, actor, ground);
      checkMoment(ground);
      if ("operationId" in input) requireSeen(operation, input.fingerprint);
      if (operation.typedName) checkTypedName(operation, typedNameIn(input));
      const isNameTyped = operation.typedName;
      const reason = input.reason?.trim() || null;
      if (isAtLeast(operation.level, "HIGH") && !operation.reason && !reason) {
        throw invalid("reason", "say why; from danger level HIGH on a reason is required");
      }
      const { userId } = actor;
      await insertConsent(tx, {
        id: newId(),
        operationId: operation.id,
        kind: "confirmation",
        userId,
        isNameTyped,
        hasJustSignedIn: actor.hasJustSignedIn,
        reason,
      });
      if (reason && !operation.reason) await moveOperation(tx, operation.id, ["held"], { reason });
      recordChange(tx, operation, { what: "confirmed", actor, details: { isNameTyped, reason } });
      const released = await releaseHeld(tx, platform, findCommand, operation.id, facts.seen);
      if (released.state !== "held")
        return { operation: refOf(released), confirm: null, ...shownBy(findCommand, released) };
      return { operation: heldView(released), confirm: await confirmTokenFor(tx, released, actor, access) };
    },
  });

async function operationIdOf(tx: Tx, input: ConfirmOperationInput): Promise<string> {
  if ("operationId" in input) return input.operationId;
  const operationId = await findTokenOperation(tx, input.token);
  if (operationId === null) throw notFound("confirm token");
  return operationId;
}

async function checkConfirmer(tx: Tx, actor: Actor, ground: HeldGround): Promise<void> {
  const { operation, access, soleAdminId } = ground;
  await requireConfirmer(tx, actor, operation, access);
  if (hasApproved(actor.userId, ground) && actor.userId !== soleAdminId)
    throw forbidden("You have approved this; somebody else has to confirm it.");
}

/** Not again while the cooldown lasts; by the database's clock. */
function checkMoment({ operation: { notBefore }, consents, now }: HeldGround): void {
  const isConfirmed = consents.some(({ kind, lapsedAt }) => kind === "confirmation" && lapsedAt === null);
  if (!isConfirmed || !notBefore || notBefore <= now) return;
  const at = notBefore.toISOString();
  throw conflict(`It was confirmed once. It can be confirmed again from ${at} on.`, { notBefore: at });
}

/** A secret that was made by this confirmation: nobody could be shown it before, and nobody is again. */
function shownBy(findCommand: FindCommand, { command: name, state, result }: OperationRow) {
  const isShown = state === "succeeded" && findCommand(name)?.shownOnce !== undefined;
  return isShown && result !== null && typeof result === "object" ? { shown: { ...result } } : {};
}

const typedNameIn = (input: ConfirmOperationInput): string | undefined =>
  "operationId" in input ? input.typedName : undefined;
