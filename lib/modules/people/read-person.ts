import type { User } from "#lib/modules/people/schema.ts";
import { findPerson } from "#lib/modules/people/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Somebody who may come in; null for everybody else. */
export async function readPerson(tx: Tx, id: string): Promise<User | null> {
  const found = await findPerson(tx, { id });
  if (!found || found.disabledAt) return null;
  const { name, email, role } = found;
  return { id, name, email, role };
}
