import { endSessionsBy } from "#lib/modules/identity-providers/end-sessions-by.ts";
import { grantsOf, keptOut, type RefusalCode } from "#lib/modules/identity-providers/rules.ts";
import { sealToken } from "#lib/modules/identity-providers/secrets.ts";
import {
  type AccountRow,
  findAccount,
  findByEmail,
  findProvider,
  insertAccount,
  lockAccount,
  noteSeen,
  type ProviderRow,
} from "#lib/modules/identity-providers/store.ts";
import { admitPerson } from "#lib/modules/people/admit-person.ts";
import { applyGroups } from "#lib/modules/people/apply-groups.ts";
import { recordEntry } from "#lib/modules/people/record-entry.ts";
import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import { beginSession, type SessionEnd } from "#lib/platform/auth/sessions.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Proof } from "#lib/providers/identity/port.ts";

interface Coming {
  providerId: string;
  proof: Proof;
  origin: RequestOrigin;
}

export type CameIn =
  | { sessionToken: string }
  /** `person`: whose account it is, where that is known. */
  | { refused: RefusalCode; person: { id: string; name: string } | null };

/**
 * Signs in the person whose account this is: one who has linked it, or somebody new where the provider may bring people.
 * An account is never linked here to a person who was here before, whatever address it has. The cookie is always a new one.
 */
export async function comeIn(
  platform: Platform,
  { providerId, proof, origin, shownToken }: Coming & { shownToken: string | null },
): Promise<CameIn> {
  const { database, masterKey } = platform;
  return await transact(database, async (tx) => {
    await lockAccount(tx, providerId, proof.id);
    const row = await findProvider(tx, providerId);
    if (!row?.isEnabled) return refuse(tx, { providerId, proof, origin }, "provider_off");
    const found = await findAccount(tx, providerId, proof.id);
    const out = keptOut(row.kind, row.allowed, proof);
    if (out && found)
      await losePlace(tx, { row, account: found.account, person: found.user, because: out, origin });
    if (out) return refuse(tx, { providerId, proof, origin }, out, found?.user);
    if (found?.user.disabledAt) return refuse(tx, { providerId, proof, origin }, "disabled", found.user);
    if (found) await noteSeen(tx, found.account, { ...kept(masterKey, row, proof), isSignIn: true });
    const person = found?.user ?? (await newcomer(tx, masterKey, row, { proof, origin }));
    if (typeof person === "string") return refuse(tx, { providerId, proof, origin }, person);
    const grants = grantsOf(row.kind, row.groupRoles, proof.groups);
    await applyGroups(tx, { userId: person.id, providerId, grants, origin });
    const start = { method: "provider" as const, providerId, origin, provedAt: proof.signedInAt };
    const sessionToken = await beginSession(tx, person.id, start, shownToken);
    recordEntry(tx, { what: "sign_in.completed", person, origin, details: shown(providerId, proof) });
    return { sessionToken };
  });
}

const shown = (provider: string, { login, email }: Proof) => ({ provider, login, email });

function refuse(
  tx: Tx,
  { providerId, proof, origin }: Coming,
  because: RefusalCode,
  person: { id: string; name: string } | null = null,
): CameIn {
  const details = { because, ...shown(providerId, proof) };
  recordEntry(tx, { what: "sign_in.refused", person, origin, details });
  return { refused: because, person };
}

/** What is kept of a proof beside the account's number. */
export const kept = (masterKey: MasterKey, { id }: ProviderRow, proof: Proof) => ({
  login: proof.login,
  email: proof.email,
  sealedToken:
    proof.token && sealToken(masterKey, { provider: id, providerAccountId: proof.id }, proof.token),
});

/** Somebody who was never here, where the provider may bring such people. */
async function newcomer(
  tx: Tx,
  masterKey: MasterKey,
  row: ProviderRow,
  { proof, origin }: Omit<Coming, "providerId">,
): Promise<{ id: string; name: string } | RefusalCode> {
  const { email, isEmailVerified } = proof;
  if (!email || !isEmailVerified) return "email_not_verified";
  if (await findByEmail(tx, email)) return "not_linked";
  if (row.newPeople === null) return "not_invited";
  const name =
    proof.name
      .replaceAll(/\p{Cc}/gu, " ")
      .trim()
      .slice(0, 100) || email;
  const details = { provider: row.id };
  const person = await admitPerson(tx, { name, email, role: row.newPeople, origin, details });
  const account = { provider: row.id, providerAccountId: proof.id, userId: person.id };
  await insertAccount(tx, { ...account, ...kept(masterKey, row, proof), lastUsedAt: new Date() });
  return person;
}

interface Lost {
  row: ProviderRow;
  account: AccountRow;
  person: { id: string; name: string };
  because: SessionEnd;
  origin: RequestOrigin;
}

/** Ends what somebody holds open by a provider that no longer lets them in, and takes back what its groups gave. */
export async function losePlace(tx: Tx, { row, person, because, origin }: Lost): Promise<void> {
  const nothing = { role: null, projects: [] };
  // First, for it waits until nobody else changes people; who locks somebody out meanwhile ends their sessions as well.
  await applyGroups(tx, { userId: person.id, providerId: row.id, grants: nothing, origin });
  const ended = await endSessionsBy(tx, row.id, because, { userId: person.id });
  if (ended === 0) return;
  recordEntry(tx, { what: "account.place_lost", person, origin, details: { provider: row.id, because } });
}
