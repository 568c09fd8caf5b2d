import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import { AppError, forbidden } from "#lib/kernel/errors.ts";
import { spendChallenge } from "#lib/modules/passkeys/challenge.ts";
import { type PasskeyFault, passkeyRefusals, relyingPartyOf } from "#lib/modules/passkeys/rules.ts";
import type { SignedByPasskey } from "#lib/modules/passkeys/schema.ts";
import { lockPasskey, type Purpose, updatePasskey } from "#lib/modules/passkeys/store.ts";
import { recordEntry } from "#lib/modules/people/record-entry.ts";
import type { User } from "#lib/modules/people/schema.ts";
import { whyDisabled } from "#lib/modules/people/why-disabled.ts";
import type { Actor, RequestOrigin } from "#lib/platform/auth/actor.ts";
import { beginSession, refreshSession } from "#lib/platform/auth/sessions.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface Use {
  credential: SignedByPasskey;
  origin: RequestOrigin;
  /** The cookie that the browser has by now. */
  shown: string | null;
}

type Base = Pick<Platform, "database" | "log">;
const method = "passkey";

/** Signs in with a passkey that says whose it is. Throws UNAUTHORIZED, with the way on, where it does not open. */
export async function signInWithPasskey(
  platform: Base,
  { credential, origin, shown }: Use,
): Promise<{ user: User; sessionToken: string }> {
  const outcome = await transact(platform.database, async (tx) => {
    const verified = await verify(tx, platform, credential, { purpose: "sign_in", userId: null });
    if (verified.fault !== null) return refuse(tx, verified.fault, verified.user, origin);
    const { user } = verified;
    recordEntry(tx, { what: "sign_in.completed", person: user, origin, details: { method } });
    return { user, sessionToken: await beginSession(tx, user.id, { method, origin }, shown) };
  });
  if ("user" in outcome) return outcome;
  const { because, words } = outcome;
  throw new AppError("UNAUTHORIZED", words, { details: { because } });
}

/** The person of a session proves again who they are, with a passkey of theirs; gives the session's next cookie. */
export async function signInAgain(
  platform: Base,
  actor: Actor,
  { credential, origin, shown }: Use,
): Promise<{ user: User; sessionToken: string }> {
  const { sessionId, userId } = actor;
  if (!sessionId || !userId || !shown) throw forbidden("Only a person in a browser can sign in again.");
  const outcome = await transact(platform.database, async (tx) => {
    const verified = await verify(tx, platform, credential, { purpose: "sign_in_again", userId });
    if (verified.fault !== null) return refuse(tx, verified.fault, actor, origin);
    const { user } = verified;
    recordEntry(tx, { what: "sign_in.repeated", person: user, origin, details: { method } });
    return { user, sessionToken: await refreshSession(tx, sessionId, shown) };
  });
  if ("user" in outcome) return outcome;
  throw forbidden(outcome.words, { because: outcome.because });
}

async function refuse(
  tx: Tx,
  because: PasskeyFault,
  person: { id: string; name: string } | null,
  origin: RequestOrigin,
): Promise<{ because: PasskeyFault; words: string }> {
  recordEntry(tx, { what: "sign_in.refused", person, origin, details: { method, because } });
  const why = because === "disabled" && person ? await whyDisabled(tx, person.id) : null;
  return { because, words: why ?? passkeyRefusals[because] };
}

/** With a fault: whose passkey has signed all the same, where one has. */
type Verified = { fault: null; user: User } | { fault: PasskeyFault; user: User | null };

/** Whose passkey has signed; what is wrong where nobody's has. A challenge is used up either way. */
async function verify(
  tx: Tx,
  { log }: Base,
  credential: SignedByPasskey,
  asked: { purpose: Purpose; userId: string | null },
): Promise<Verified> {
  const signed = await spendChallenge(tx, credential.response.clientDataJSON, asked);
  if (!signed) return { fault: "late", user: null };
  const found = await lockPasskey(tx, credential.id);
  if (!found || (asked.userId !== null && found.person.id !== asked.userId))
    return { fault: "unknown", user: null };
  const { passkey, person: user, disabledAt } = found;
  const { origin, challenge } = signed;
  const answer = await verifyAuthenticationResponse({
    response: { ...credential, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: relyingPartyOf(origin),
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: Uint8Array.from(Buffer.from(passkey.publicKey, "base64url")),
      // Judged below, where a copy is told from a signature that is wrong.
      counter: 0,
    },
  }).catch((error: unknown) => {
    log.info({ err: error, passkeyId: passkey.id }, "a passkey was refused");
    return null;
  });
  // Who has not proved that they are that person is not told that somebody is disabled.
  if (!answer?.verified) return { fault: disabledAt ? "unknown" : "refused", user: null };
  const { newCounter, credentialBackedUp: isBackedUp } = answer.authenticationInfo;
  const isCounting = newCounter > 0 || passkey.counter > 0;
  if (isCounting && newCounter <= passkey.counter) return { fault: "copied", user };
  if (disabledAt) return { fault: "disabled", user };
  await updatePasskey(tx, passkey.id, { counter: newCounter, isBackedUp, lastUsedAt: new Date() });
  return { fault: null, user };
}
