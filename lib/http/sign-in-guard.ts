import { isSameOrigin, originOf } from "#lib/http/context.ts";
import { countedAddress } from "#lib/http/peer-address.ts";
import { tooMany } from "#lib/http/rate-limit.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { giveAttemptsBack, isKnownPlace, takeAttempt } from "#lib/platform/auth/sign-in-attempts.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** An attempt to sign in that is under way. */
export interface SignInAttempt {
  /** Counts it by the person too, once it is known whom it is about. Throws RATE_LIMITED. */
  by(userId: string): Promise<void>;
  /** It came through, and counts for nothing. */
  succeeded(): Promise<void>;
}

/**
 * Every way to sign in that somebody could guess at passes here: links, invitations and passkeys. They are counted
 * together, by address and by person. What strangers try elsewhere does not lock a person out where they were signed in
 * before. Throws RATE_LIMITED.
 */
export async function guardSignIn(
  { database }: Pick<Platform, "database">,
  headers: Headers,
): Promise<SignInAttempt> {
  const { ip } = originOf(headers);
  const taken: string[] = [];
  const take = async (key: string, whose: string) => {
    const retryAfterMs = await takeAttempt(database.orm, key);
    if (retryAfterMs > 0) throw tooMany(`Too many attempts to sign in ${whose}.`, retryAfterMs);
    taken.push(key);
  };
  await take(`address ${countedAddress(ip)}`, "from your address");
  return {
    async by(userId) {
      if (await isKnownPlace(database.orm, userId, ip)) return;
      await take(`person ${userId}`, "as this person");
    },
    succeeded: () => giveAttemptsBack(database.orm, taken),
  };
}

/** A browser always says where a POST comes from; what says nothing is a program and carries no cookie of a victim. */
export function refuseForeignPage(platform: Platform, request: Request): void {
  const { headers } = request;
  if (!headers.has("origin") && !headers.has("sec-fetch-site")) return;
  if (isSameOrigin(platform, request)) return;
  throw new AppError("FORBIDDEN", "A page of another origin may not sign anybody in here.");
}
