import { conflict } from "#lib/kernel/errors.ts";
import { recordEntry } from "#lib/modules/people/record-entry.ts";
import type { User } from "#lib/modules/people/schema.ts";
import { insertPerson } from "#lib/modules/people/store.ts";
import { tellPerson } from "#lib/modules/people/tell-people.ts";
import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

interface Newcomer {
  name: string;
  /** In lower case. */
  email: string;
  role: "admin" | "member";
  origin: RequestOrigin;
  /** For the audit row: how they came. */
  details?: Record<string, unknown>;
}

/** Makes a person who may sign in from now on. Throws CONFLICT where somebody has the address already. */
export async function admitPerson(tx: Tx, { name, email, role, origin, details }: Newcomer): Promise<User> {
  const user = await insertPerson(tx, { name, email, role });
  if (!user) throw conflict("Somebody with this e-mail address is here already. Sign in as that person.");
  recordEntry(tx, { what: "person.created", person: user, origin, details: { ...details, role } });
  tellPerson(tx, "person.created", user.id);
  return user;
}
