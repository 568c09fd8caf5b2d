import { AppError } from "#lib/kernel/errors.ts";
import { recordEntry } from "#lib/modules/people/record-entry.ts";
import { disabledWords, type LinkFault, linkFault, signInRefusals } from "#lib/modules/people/rules.ts";
import type { SpendLinkInput, User } from "#lib/modules/people/schema.ts";
import { findLink, findPerson, spendLink } from "#lib/modules/people/store.ts";
import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import { beginSession } from "#lib/platform/auth/sessions.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

const method = "link";

/** Signs in with a link, once. Throws UNAUTHORIZED, with the way on, for one that is wrong, used or too old. */
export async function spendSignInLink(
  platform: Pick<Platform, "database">,
  { token }: SpendLinkInput,
  origin: RequestOrigin,
  /** The cookie that the browser has by now. */
  shown: string | null = null,
): Promise<{ user: User; sessionToken: string }> {
  const outcome = await transact(platform.database, async (tx) => {
    const signedIn = await signIn(tx, { token, shown }, origin);
    if (isRefused(signedIn)) {
      recordEntry(tx, {
        what: "sign_in.refused",
        person: null,
        origin,
        details: { method, because: codeOf(signedIn) },
      });
    } else recordEntry(tx, { what: "sign_in.completed", person: signedIn.user, origin, details: { method } });
    return signedIn;
  });
  if (!isRefused(outcome)) return outcome;
  throw new AppError("UNAUTHORIZED", wordsOf(outcome), { details: { because: codeOf(outcome) } });
}

/** A link that does not open, or one whose person may not come in. */
type Refused = LinkFault | { disabledBecause: string | null };

const isRefused = (outcome: object | string): outcome is Refused =>
  typeof outcome === "string" || "disabledBecause" in outcome;
const codeOf = (refused: Refused) => (typeof refused === "string" ? refused : "disabled");
const wordsOf = (refused: Refused) =>
  typeof refused === "string" ? signInRefusals[refused] : disabledWords(refused.disabledBecause);

async function signIn(
  tx: Tx,
  { token, shown }: { token: string; shown: string | null },
  origin: RequestOrigin,
): Promise<Refused | { user: User; sessionToken: string }> {
  const link = await findLink(tx, token, "sign_in");
  const fault = linkFault(link);
  if (fault) return fault;
  const found = link?.userId ? await findPerson(tx, { id: link.userId }) : undefined;
  if (!found) return "unknown";
  if (found.disabledAt) return { disabledBecause: found.disabledBecause };
  if (!(await spendLink(tx, token))) return "used";
  const { id, name, email, role } = found;
  const sessionToken = await beginSession(tx, id, { method, origin }, shown);
  return { user: { id, name, email, role }, sessionToken };
}
