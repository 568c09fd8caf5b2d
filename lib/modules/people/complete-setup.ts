import { AppError } from "#lib/kernel/errors.ts";
import { recordEntry } from "#lib/modules/people/record-entry.ts";
import { type LinkFault, linkFault, setupRefusals } from "#lib/modules/people/rules.ts";
import type { CompleteSetupInput, User } from "#lib/modules/people/schema.ts";
import { findLink, findOwner, insertPerson, lockSetup, spendLink } from "#lib/modules/people/store.ts";
import { tellPerson } from "#lib/modules/people/tell-people.ts";
import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import { createKey, createSession } from "#lib/platform/auth/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface SetUp {
  user: User;
  /** The first API key, in full; it is shown once. */
  key: string;
  sessionToken: string;
}

/**
 * Makes the owner of this installation, once: of two at a time one wins. Throws CONFLICT when there is an owner,
 * UNAUTHORIZED for a link that is wrong or too old.
 */
export async function completeSetup(
  platform: Pick<Platform, "database">,
  input: CompleteSetupInput,
  origin: RequestOrigin,
): Promise<SetUp> {
  const outcome = await transact(platform.database, async (tx) => {
    await lockSetup(tx);
    const fault = (await findOwner(tx)) ? "used" : linkFault(await findLink(tx, input.token, "setup"));
    if (!fault) return makeOwner(tx, input, origin);
    recordEntry(tx, { what: "setup.refused", person: null, origin, details: { because: fault } });
    return fault;
  });
  if (typeof outcome === "string") throw refusal(outcome);
  return outcome;
}

const refusal = (fault: LinkFault): AppError =>
  new AppError(fault === "used" ? "CONFLICT" : "UNAUTHORIZED", setupRefusals[fault], {
    details: { because: fault },
  });

async function makeOwner(tx: Tx, input: CompleteSetupInput, origin: RequestOrigin): Promise<SetUp> {
  const { token, name, email } = input;
  await spendLink(tx, token);
  const user = await insertPerson(tx, { name, email, role: "owner" });
  if (!user) throw new AppError("CONFLICT", "A person with this e-mail address exists already.");
  const { key } = await createKey(tx, {
    userId: user.id,
    name: "First key",
    kind: "cli",
    scopes: ["read", "write", "confirm"],
  });
  const sessionToken = await createSession(tx, user.id, { method: "setup", origin });
  recordEntry(tx, { what: "setup.completed", person: user, origin });
  tellPerson(tx, "person.created", user.id);
  return { user, key, sessionToken };
}
