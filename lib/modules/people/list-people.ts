import { notFound } from "#lib/kernel/errors.ts";
import { lastOf, nameCursor } from "#lib/modules/people/name-cursor.ts";
import { ListPeopleInput, PeoplePage, type PersonView } from "#lib/modules/people/schema.ts";
import { type SelectedPerson, selectPeople } from "#lib/modules/people/store.ts";
import { query } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation, accessToProject } from "#lib/platform/auth/scope.ts";

/** By name. Admins see everybody with all there is to know; others the names of those they share a project with. */
export const listPeople = query({
  name: "person.list",
  http: "GET /api/people",
  summary: "The people of the installation, as far as you may know them",
  input: ListPeopleInput,
  output: PeoplePage,
  async read({ tx, input: { limit, cursor, q, outsideProjectId }, actor }) {
    if (outsideProjectId && (await accessToProject(tx, actor, outsideProjectId)) === "none")
      throw notFound("project");
    const filter = { q, outsideProjectId, after: lastOf(cursor), limit: limit + 1 };
    const rows = await selectPeople(tx, actor, filter);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map((row) => personView(row, actor)),
      nextCursor: rows.length > limit && last ? nameCursor({ id: last.person.id, name: last.key }) : null,
    };
  },
});

function personView(row: SelectedPerson, actor: Actor): PersonView {
  const { id, name, role } = row.person;
  // A key of one project, and the agent of a run, hear of nothing beyond it, not even about their own person.
  const isSelf = id === actor.userId && actor.projectId === null;
  const isKnown = isSelf || accessToInstallation({ ...actor, scopes: null }) === "admin";
  return { id, name, role, more: isKnown ? moreOf(row) : null };
}

const moreOf = ({
  person,
  roleFromName,
  lastSeenAt,
  passkeys,
  providers,
  projects,
}: SelectedPerson): PersonView["more"] => ({
  email: person.email,
  roleFrom: person.roleFrom === null ? null : { id: person.roleFrom, name: roleFromName ?? person.roleFrom },
  disabledAt: person.disabledAt?.toISOString() ?? null,
  disabledBecause: person.disabledBecause,
  lastSeenAt: lastSeenAt?.toISOString() ?? null,
  createdAt: person.createdAt.toISOString(),
  signInWays: [
    ...providers.map((name) => ({ kind: "provider" as const, name })),
    ...passkeys.map((name) => ({ kind: "passkey" as const, name })),
  ],
  projects,
});
