import { generateAuthenticationOptions, generateRegistrationOptions } from "@simplewebauthn/server";
import { conflict, forbidden } from "#lib/kernel/errors.ts";
import { makeChallenge, passkeyOrigin } from "#lib/modules/passkeys/challenge.ts";
import { challengeMinutes, passkeysMax, relyingPartyOf } from "#lib/modules/passkeys/rules.ts";
import { findEmail, type Purpose, selectPasskeys } from "#lib/modules/passkeys/store.ts";
import { requireFreshSignIn } from "#lib/operations/held-ground.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

type Base = Pick<Platform, "database" | "environment">;

const timeout = challengeMinutes * 60_000;
const userVerification = "required" as const;

/** What a browser needs to sign somebody in whom nobody knows yet: the passkey says who it is. */
export async function askForSignIn({ database, environment }: Base, from: string) {
  const origin = passkeyOrigin(environment, from);
  const challenge = await transact(database, (tx) =>
    makeChallenge(tx, { purpose: "sign_in", userId: null, origin }),
  );
  return generateAuthenticationOptions({
    rpID: relyingPartyOf(origin),
    challenge,
    timeout,
    userVerification,
  });
}

/** What a browser needs to make a passkey of the person who asks, or to have them sign with one of theirs. */
export async function askPasskey(
  { database, environment }: Base,
  { actor, purpose, from }: { actor: Actor; purpose: Exclude<Purpose, "sign_in">; from: string },
) {
  const { userId } = actor;
  if (actor.kind !== "person" || !userId) throw forbidden("A passkey belongs to a person in a browser.");
  const origin = passkeyOrigin(environment, from);
  if (purpose === "register") requireFreshSignIn(actor);
  const { known, challenge, email } = await transact(database, async (tx) => ({
    known: await selectPasskeys(tx, userId),
    email: (await findEmail(tx, userId)) ?? actor.name,
    challenge: await makeChallenge(tx, { purpose, userId, origin }),
  }));
  const rpID = relyingPartyOf(origin);
  const credentials = known.map(({ credentialId: id }) => ({ id }));
  if (purpose === "sign_in_again") {
    if (known.length === 0) throw conflict("You have no passkey yet. Your account page makes one.");
    return generateAuthenticationOptions({
      rpID,
      challenge,
      timeout,
      userVerification,
      allowCredentials: credentials,
    });
  }
  if (known.length >= passkeysMax)
    throw conflict(`You have ${passkeysMax} passkeys, and more are not kept. Remove one first.`);
  return generateRegistrationOptions({
    rpName: "Lockkeeper",
    rpID,
    challenge,
    timeout,
    userID: Uint8Array.from(Buffer.from(userId, "utf8")),
    userName: email,
    userDisplayName: actor.name,
    attestationType: "none",
    excludeCredentials: credentials,
    authenticatorSelection: { residentKey: "required", userVerification },
  });
}
