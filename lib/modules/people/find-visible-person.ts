import { selectPeople } from "#lib/modules/people/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Somebody whom the actor may know of and who may come in; null for everybody else. */
export async function findVisiblePerson(
  tx: Tx,
  actor: Actor,
  personId: string,
): Promise<{ id: string; name: string } | null> {
  const [row] = await selectPeople(tx, actor, { id: personId, limit: 1 });
  if (!row || row.person.disabledAt) return null;
  const { id, name } = row.person;
  return { id, name };
}
