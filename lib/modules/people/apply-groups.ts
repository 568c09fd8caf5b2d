import { type Grants, membershipsByGroups, roleByGroups } from "#lib/modules/people/group-rules.ts";
import { recordEntry } from "#lib/modules/people/record-entry.ts";
import {
  deleteMemberships,
  findStanding,
  listMemberships,
  listPresentProjects,
  lockPeople,
  putMembership,
  setRoleByGroups,
} from "#lib/modules/people/store.ts";
import { tellPerson, tellProjects } from "#lib/modules/people/tell-people.ts";
import { wakePerson } from "#lib/modules/people/wake-person.ts";
import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

interface GroupsOfPerson {
  userId: string;
  providerId: string;
  grants: Grants;
  /** Where the sign-in came from; a daily check comes from nowhere. */
  origin?: RequestOrigin;
}

const fromNowhere: RequestOrigin = { requestId: "groups", ip: null, userAgent: null };

/**
 * Gives a person what their groups at a provider give, and takes back what those gave before and no longer do. Never
 * touches an owner's role, nor what a person gave by hand. True where something changed.
 */
export async function applyGroups(
  tx: Tx,
  { userId, providerId, grants, origin = fromNowhere }: GroupsOfPerson,
): Promise<boolean> {
  await lockPeople(tx);
  const person = await findStanding(tx, userId);
  if (!person) return false;
  const role = roleByGroups(person, providerId, grants.role);
  if (role) await setRoleByGroups(tx, userId, role);
  const there = await listPresentProjects(
    tx,
    grants.projects.map(({ projectId }) => projectId),
  );
  const projects = grants.projects.filter(({ projectId }) => there.has(projectId));
  const { give, take } = membershipsByGroups(await listMemberships(tx, userId), providerId, projects);
  for (const one of give) await putMembership(tx, { ...one, userId, givenBy: providerId });
  await deleteMemberships(tx, userId, take);
  if (!role && give.length === 0 && take.length === 0) return false;
  const details = { provider: providerId, role: role?.role ?? null, given: give, taken: take };
  recordEntry(tx, { what: "groups.applied", person, origin, details });
  tellProjects(tx, userId, [...give.map((one) => one.projectId), ...take]);
  tellPerson(tx, "person.changed", userId);
  await wakePerson(tx, userId);
  return true;
}
