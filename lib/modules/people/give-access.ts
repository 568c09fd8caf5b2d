import { conflict } from "#lib/kernel/errors.ts";
import { type Access, isMoreThan } from "#lib/modules/people/group-rules.ts";
import { listMemberships, lockPeople, putMembership } from "#lib/modules/people/store.ts";
import { tellProjects } from "#lib/modules/people/tell-people.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Gives access to a project by a person's word. CONFLICT for somebody who may do as much there already. */
export async function giveAccess(
  tx: Tx,
  { projectId, userId, access }: { projectId: string; userId: string; access: Access },
): Promise<void> {
  await lockPeople(tx);
  const known = (await listMemberships(tx, userId)).find((one) => one.projectId === projectId);
  if (known && !isMoreThan(access, known.access))
    throw conflict("You may do as much in this project already. Pass the link on, or take it back.");
  await putMembership(tx, { projectId, userId, access, givenBy: null });
  tellProjects(tx, userId, [projectId]);
}
