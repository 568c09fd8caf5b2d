import { type AppError, conflict, forbidden } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { operationFor, operationTarget } from "#lib/operations/access.ts";
import { command, type FindCommand } from "#lib/operations/command.ts";
import { checkTypedName, lockHeld, requireFreshSignIn, requireSeen } from "#lib/operations/held-ground.ts";
import { lookAgain } from "#lib/operations/look-again.ts";
import {
  type HeldGround,
  hasApproved,
  isAdmin,
  isPartyTo,
  ownApprovalFrom,
  waitsForOf,
} from "#lib/operations/may-answer.ts";
import { recordChange } from "#lib/operations/record.ts";
import { releaseHeld } from "#lib/operations/release-held.ts";
import { ApproveInput, HeldResult } from "#lib/operations/schema.ts";
import { insertConsent, listConsents, type OperationRow } from "#lib/operations/store.ts";
import { heldOrRef } from "#lib/operations/view.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/**
 * An administrator's yes to a CRITICAL operation: of one who neither asked for it nor confirmed it. It may come at any
 * time; the work runs when everything else is met. The only admin of an installation approves their own request after
 * signing in again and the whole cooldown, and the record says so.
 */
export const approveOperation = (findCommand: FindCommand) =>
  command({
    name: "operation.approve",
    http: "POST /api/protection/approve",
    summary: "Approve a held operation as an administrator",
    input: ApproveInput,
    output: HeldResult,
    async prepare(platform, { operationId }, actor) {
      const { operation } = await operationFor(platform.database.orm, actor, operationId);
      const isAsked = operation.state === "held" && isAdmin(actor);
      return isAsked ? lookAgain(platform, findCommand, operation) : undefined;
    },
    async facts(tx, { operationId }, actor, seen) {
      const { operation, access } = await operationFor(tx, actor, operationId);
      return { target: operationTarget(operation), access, seen };
    },
    async apply(tx, { input, actor, facts, platform }) {
      const ground = await lockHeld(tx, actor, input.operationId);
      const { operation } = ground;
      const { userId, isAlone } = checkApprover(actor, ground);
      requireSeen(operation, input.fingerprint);
      const isNameTyped = operation.needs.some(({ requirement }) => requirement === "typed_name");
      if (isNameTyped) checkTypedName(operation, input.typedName);
      const reason = input.reason?.trim() || null;
      await insertConsent(tx, {
        id: newId(),
        operationId: operation.id,
        kind: "approval",
        userId,
        isNameTyped,
        hasJustSignedIn: actor.hasJustSignedIn,
        reason,
      });
      const details = { reason, ...(isAlone && { isSoleAdmin: true }) };
      recordChange(tx, operation, { what: "approved", actor, details });
      const released = await releaseHeld(tx, platform, findCommand, operation.id, facts.seen);
      if (isAlone) await requireCounted(tx, released, userId);
      return { operation: heldOrRef(released) };
    },
  });

/** Four eyes; `isAlone`: there is nobody else who could approve. */
function checkApprover(actor: Actor, ground: HeldGround): { userId: string; isAlone: boolean } {
  const { operation, soleAdminId, now } = ground;
  const { userId } = actor;
  if (!userId || !isAdmin(actor)) throw forbidden("An administrator approves, signed in to the dashboard.");
  // Of the only admin who approved first and confirmed then, the approval counts no more: the need is open again.
  if (!operation.needs.some(({ requirement, met }) => requirement === "admin_approval" && met !== true))
    throw conflict(
      hasApproved(userId, ground)
        ? "You have approved this already."
        : "This does not wait for an administrator's approval.",
    );
  if (!isPartyTo(userId, ground)) return { userId, isAlone: false };
  if (userId !== soleAdminId)
    throw forbidden("Who asked for it or confirmed it cannot approve it; another administrator has to.");
  if (waitsForOf(operation, now) === "confirmation")
    throw conflict("Confirm it first; as the only administrator you approve it after the cooldown.");
  requireFreshSignIn(actor);
  // What is refused here is refused by the decision too; who is too early is told from when they may.
  const from = ownApprovalFrom(ground);
  if (from && from > now) throw tooEarly(from);
  return { userId, isAlone: true };
}

/** The decision alone knows when the cooldown is over, the part that was skipped included; too early counts for nothing. */
async function requireCounted(tx: Tx, { id, needs, state, notBefore }: OperationRow, userId: string) {
  const isOpen = state === "held" && needs.some((need) => need.requirement === "admin_approval" && !need.met);
  const stands = (await listConsents(tx, id)).some(
    (one) => one.kind === "approval" && one.personId === userId,
  );
  if (!isOpen || !stands) return;
  throw tooEarly(notBefore);
}

const tooEarly = (from: Date | null): AppError =>
  conflict("As the only administrator you approve your own request after the whole cooldown.", {
    notBefore: from?.toISOString() ?? null,
  });
