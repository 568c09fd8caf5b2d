import { disabledWords } from "#lib/modules/people/rules.ts";
import { findPerson } from "#lib/modules/people/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** What somebody who is disabled reads once they have proved who they are; null for everybody else. */
export async function whyDisabled(tx: Tx, userId: string): Promise<string | null> {
  const person = await findPerson(tx, { id: userId });
  return person?.disabledAt ? disabledWords(person.disabledBecause) : null;
}
