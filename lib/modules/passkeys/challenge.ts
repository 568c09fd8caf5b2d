import { z } from "zod";
import { AppError } from "#lib/kernel/errors.ts";
import { passkeyFault } from "#lib/modules/passkeys/rules.ts";
import { insertChallenge, type Purpose, takeChallenge } from "#lib/modules/passkeys/store.ts";
import { newToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Environment } from "#lib/platform/env.ts";

/** What a browser says it has signed; the signature covers it. */
const ClientData = z.object({ challenge: z.string().max(500), origin: z.string().max(500) });

const challenged = ({ challenge, origin }: z.infer<typeof ClientData>): string => `${challenge} ${origin}`;

/** The address at which a passkey is made or used; throws CONFLICT, with what to do, where there can be none. */
export function passkeyOrigin({ url }: Pick<Environment, "url">, origin: string): string {
  const fault = passkeyFault({ origin, address: url ?? null });
  if (fault) throw new AppError("CONFLICT", fault, { details: { because: "address" } });
  return origin;
}

/** Something new to sign, once and within minutes, at one address; in bytes, as the library takes it. */
export async function makeChallenge(
  tx: Tx,
  { purpose, userId, origin }: { purpose: Purpose; userId: string | null; origin: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = newToken();
  await insertChallenge(tx, { text: challenged({ challenge, origin }), purpose, userId });
  return Uint8Array.from(Buffer.from(challenge, "base64url"));
}

/**
 * Uses up the challenge that was signed, and gives the address that it was made for; null where it was not made here,
 * for another address or another purpose, too long ago, or has been used.
 */
export async function spendChallenge(
  tx: Tx,
  clientDataJson: string,
  { purpose, userId }: { purpose: Purpose; userId: string | null },
): Promise<{ challenge: string; origin: string } | null> {
  const signed = readClientData(clientDataJson);
  if (!signed) return null;
  const isGood = await takeChallenge(tx, { text: challenged(signed), purpose, userId });
  return isGood ? signed : null;
}

function readClientData(coded: string): z.infer<typeof ClientData> | null {
  try {
    return ClientData.parse(JSON.parse(Buffer.from(coded, "base64url").toString("utf8")));
  } catch {
    return null;
  }
}
