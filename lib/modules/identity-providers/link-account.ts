import { kept } from "#lib/modules/identity-providers/come-in.ts";
import { grantsOf, keptOut, type RefusalCode } from "#lib/modules/identity-providers/rules.ts";
import {
  findAccount,
  findAccountOf,
  findByEmail,
  findPerson,
  findProvider,
  insertAccount,
  lockAccount,
  noteSeen,
} from "#lib/modules/identity-providers/store.ts";
import { applyGroups } from "#lib/modules/people/apply-groups.ts";
import { recordEntry } from "#lib/modules/people/record-entry.ts";
import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Proof } from "#lib/providers/identity/port.ts";

interface Linking {
  providerId: string;
  /** Who is signed in, and began it. */
  userId: string;
  proof: Proof;
  origin: RequestOrigin;
}

/** Links an account to the person who is signed in and has just shown that it is theirs; null when that is done. */
export async function linkAccount(platform: Platform, linking: Linking): Promise<RefusalCode | null> {
  const { providerId, userId, proof, origin } = linking;
  return await transact(platform.database, async (tx) => {
    await lockAccount(tx, providerId, proof.id);
    const person = (await findPerson(tx, userId)) ?? null;
    const fault = await faultOfLink(tx, linking);
    const details = { provider: providerId, login: proof.login, email: proof.email };
    if (fault) {
      recordEntry(tx, {
        what: "account.link_refused",
        person,
        origin,
        details: { because: fault, ...details },
      });
      return fault;
    }
    await write(tx, platform, linking);
    recordEntry(tx, { what: "account.linked", person, origin, details });
    publish(tx, {
      topic: "accounts",
      name: "account.linked",
      subjectId: userId,
      projectId: null,
      userId,
    });
    return null;
  });
}

async function faultOfLink(tx: Tx, { providerId, userId, proof }: Linking): Promise<RefusalCode | null> {
  const row = await findProvider(tx, providerId);
  if (!row?.isEnabled) return "provider_off";
  if (!proof.email || !proof.isEmailVerified) return "email_not_verified";
  const out = keptOut(row.kind, row.allowed, proof);
  if (out) return out;
  const found = await findAccount(tx, providerId, proof.id);
  if (found) return found.user.id === userId ? null : "linked_elsewhere";
  if (await findAccountOf(tx, providerId, userId)) return "another_linked";
  const sameAddress = await findByEmail(tx, proof.email);
  return sameAddress && sameAddress.id !== userId ? "email_elsewhere" : null;
}

async function write(tx: Tx, { masterKey }: Platform, { providerId, userId, proof, origin }: Linking) {
  const row = await findProvider(tx, providerId);
  if (!row) throw new Error("The provider of a checked link is gone.");
  const found = await findAccount(tx, providerId, proof.id);
  const more = kept(masterKey, row, proof);
  if (found) await noteSeen(tx, found.account, { ...more, isSignIn: false });
  else await insertAccount(tx, { provider: providerId, providerAccountId: proof.id, userId, ...more });
  const grants = grantsOf(row.kind, row.groupRoles, proof.groups);
  await applyGroups(tx, { userId, providerId, grants, origin });
}
