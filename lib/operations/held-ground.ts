import { conflict, forbidden, invalid } from "#lib/kernel/errors.ts";
import { operationFor } from "#lib/operations/access.ts";
import { requireHeld } from "#lib/operations/answers.ts";
import type { HeldGround } from "#lib/operations/may-answer.ts";
import { findSoleAdmin } from "#lib/operations/rule-store.ts";
import { databaseNow, listConsentsOf, type OperationRow } from "#lib/operations/store.ts";
import { consentView } from "#lib/operations/view.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** A held operation, locked until the transaction ends, and all that the question of who may answer it rests on. */
export async function lockHeld(tx: Tx, actor: Actor, operationId: string): Promise<HeldGround> {
  const { operation, access } = await operationFor(tx, actor, operationId, { lock: true });
  requireHeld(operation);
  const now = await databaseNow(tx);
  if (operation.expiresAt && operation.expiresAt < now)
    throw conflict("The time to answer this is over. Ask for it again.");
  const consents = (await listConsentsOf(tx, [operation.id])).map(consentView);
  return { operation, access, consents, soleAdminId: await findSoleAdmin(tx), now };
}

/** The name of what is at stake, typed in full by who consents. */
export function checkTypedName({ targetName }: OperationRow, typedName: string | undefined): void {
  if (typedName !== targetName) throw invalid("typedName", `type the name exactly as it is: ${targetName}`);
}

/** Who answers what another one's look has refreshed meanwhile has not seen it: they are shown it first. */
export function requireSeen(operation: OperationRow, fingerprint: string | undefined): void {
  if (fingerprint === undefined || fingerprint === operation.fingerprint) return;
  throw conflict("It has changed since it was shown to you. Look at it again, then answer.", {
    because: "changed",
  });
}

/** Some consents ask for somebody who has just shown who they are; a link from the server's console does that. */
export function requireFreshSignIn(actor: Actor): void {
  if (actor.hasJustSignedIn) return;
  throw forbidden("Sign in again first: this takes a sign-in of the last ten minutes.", {
    because: "sign_in_again",
  });
}
