import { AppError } from "#lib/kernel/errors.ts";
import { recordEntry } from "#lib/modules/people/record-entry.ts";
import { type LinkFault, linkFault, signInRefusals } from "#lib/modules/people/rules.ts";
import type { SpendLinkInput, User } from "#lib/modules/people/schema.ts";
import { findLink, findPerson, spendLink } from "#lib/modules/people/store.ts";
import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import { createSession } from "#lib/platform/auth/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Signs in with a link, once. Throws UNAUTHORIZED, with the way on, for one that is wrong, used or too old. */
export async function spendSignInLink(
  platform: Pick<Platform, "database">,
  { token }: SpendLinkInput,
  origin: RequestOrigin,
): Promise<{ user: User; sessionToken: string }> {
  const outcome = await transact(platform.database, async (tx) => {
    const signedIn = await signIn(tx, token);
    if (typeof signedIn === "string") {
      recordEntry(tx, { what: "sign_in.refused", person: null, origin, details: { because: signedIn } });
    } else recordEntry(tx, { what: "sign_in.completed", person: signedIn.user, origin });
    return signedIn;
  });
  if (typeof outcome !== "string") return outcome;
  throw new AppError("UNAUTHORIZED", signInRefusals[outcome], { details: { because: outcome } });
}

async function signIn(tx: Tx, token: string): Promise<LinkFault | { user: User; sessionToken: string }> {
  const link = await findLink(tx, token, "sign_in");
  const fault = linkFault(link);
  if (fault) return fault;
  const found = link?.userId ? await findPerson(tx, { id: link.userId }) : undefined;
  if (!found || found.disabledAt) return "unknown";
  if (!(await spendLink(tx, token))) return "used";
  const { id, name, email, role } = found;
  return { user: { id, name, email, role }, sessionToken: await createSession(tx, id) };
}
