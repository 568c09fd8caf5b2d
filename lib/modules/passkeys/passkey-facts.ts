import { notFound } from "#lib/kernel/errors.ts";
import { findOwnPasskey } from "#lib/modules/passkeys/store.ts";
import { requireOwnPerson } from "#lib/operations/own-person.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export const passkeyBelongs = "A passkey belongs to a person.";

/** A passkey of one's own; NOT_FOUND for everybody else's. */
export async function passkeyFacts(tx: Tx, passkeyId: string, actor: Actor) {
  const passkey = await findOwnPasskey(tx, requireOwnPerson(actor, passkeyBelongs), passkeyId);
  if (!passkey) throw notFound("passkey");
  const target = { kind: "passkey", id: passkey.id, name: passkey.name, projectId: null };
  return { target, access: "write" as const, passkey };
}
