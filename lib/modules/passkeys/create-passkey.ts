import { verifyRegistrationResponse } from "@simplewebauthn/server";
import { AppError, conflict } from "#lib/kernel/errors.ts";
import { spendChallenge } from "#lib/modules/passkeys/challenge.ts";
import { passkeyBelongs } from "#lib/modules/passkeys/passkey-facts.ts";
import { passkeyRefusals, passkeysMax, relyingPartyOf } from "#lib/modules/passkeys/rules.ts";
import { CreatePasskeyInput, PasskeyView } from "#lib/modules/passkeys/schema.ts";
import { countPasskeys, insertPasskey } from "#lib/modules/passkeys/store.ts";
import { passkeyView } from "#lib/modules/passkeys/view.ts";
import { command } from "#lib/operations/command.ts";
import { requireFreshSignIn } from "#lib/operations/held-ground.ts";
import { requireOwnPerson } from "#lib/operations/own-person.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Keeps a passkey that the browser has made. It opens the account for good, so it takes a fresh sign-in. */
export const createPasskey = command({
  name: "passkey.create",
  http: "POST /api/passkeys",
  summary: "Keep a passkey that the browser has made",
  input: CreatePasskeyInput,
  output: PasskeyView,
  bulky: ["credential"],
  creates: true,
  async facts(_tx, { name }, actor) {
    const userId = requireOwnPerson(actor, passkeyBelongs);
    return { target: { kind: "passkey", id: userId, name, projectId: null }, access: "write", userId };
  },
  async apply(tx, { input: { name, credential }, actor, facts: { userId } }) {
    requireFreshSignIn(actor);
    await lockByName(tx, `passkeys:${userId}`);
    if ((await countPasskeys(tx, userId)) >= passkeysMax)
      throw conflict(`You have ${passkeysMax} passkeys, and more are not kept. Remove one first.`);
    const made = await verified(tx, userId, credential);
    const row = await insertPasskey(tx, { userId, name, ...made });
    if (!row) throw conflict("This passkey is known here already.");
    publish(tx, {
      topic: "passkeys",
      name: "passkey.created",
      subjectId: row.id,
      projectId: null,
      userId,
    });
    return passkeyView(row);
  },
});

async function verified(tx: Tx, userId: string, credential: CreatePasskeyInput["credential"]) {
  const { response } = credential;
  const signed = await spendChallenge(tx, response.clientDataJSON, { purpose: "register", userId });
  if (!signed) throw conflict(passkeyRefusals.late);
  const { origin, challenge } = signed;
  const answer = await verifyRegistrationResponse({
    response: { ...credential, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: relyingPartyOf(origin),
    requireUserVerification: true,
  }).catch((cause: unknown) => {
    throw new AppError("CONFLICT", passkeyRefusals.refused, { cause });
  });
  if (!answer.verified) throw conflict(passkeyRefusals.refused);
  const { credential: made, credentialBackedUp } = answer.registrationInfo;
  return {
    credentialId: made.id,
    publicKey: Buffer.from(made.publicKey).toString("base64url"),
    counter: made.counter,
    transports: response.transports ?? [],
    isBackedUp: credentialBackedUp,
  };
}
