import { findPerson } from "#lib/modules/people/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** The mail address of a person who may still come in; null where there is none. */
export async function findAddress(tx: Tx, userId: string): Promise<string | null> {
  const person = await findPerson(tx, { id: userId });
  return person && !person.disabledAt ? person.email : null;
}
