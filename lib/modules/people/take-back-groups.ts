import { applyGroups } from "#lib/modules/people/apply-groups.ts";
import { listGivenBy, lockPeople } from "#lib/modules/people/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Takes back, from everybody, what the groups of a provider gave; who comes by it again gets it again. */
export async function takeBackGroups(tx: Tx, providerId: string): Promise<void> {
  await lockPeople(tx);
  const grants = { role: null, projects: [] };
  for (const userId of await listGivenBy(tx, providerId))
    await applyGroups(tx, { userId, providerId, grants });
}
