import { ListMembersInput, MemberPage, type MemberView } from "#lib/modules/members/schema.ts";
import { type SelectedMember, selectMembers } from "#lib/modules/members/store.ts";
import { lastOf, nameCursor } from "#lib/modules/people/name-cursor.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { query } from "#lib/operations/query.ts";

/** By name; owners and admins of the installation reach every project without being members. */
export const listMembers = query({
  name: "member.list",
  http: "GET /api/projects/:projectId/members",
  summary: "The members of a project and what each may do in it",
  input: ListMembersInput,
  output: MemberPage,
  async read({ tx, input: { projectId, limit, cursor }, actor }) {
    await projectFacts(tx, actor, projectId);
    const rows = await selectMembers(tx, projectId, lastOf(cursor), limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(memberView),
      nextCursor: rows.length > limit && last ? nameCursor({ id: last.person.id, name: last.key }) : null,
    };
  },
});

const memberView = ({ member, person, providerName }: SelectedMember): MemberView => ({
  person: { id: person.id, name: person.name, role: person.role },
  access: member.access,
  givenBy: member.givenBy === null ? null : { id: member.givenBy, name: providerName ?? member.givenBy },
  isDisabled: person.disabledAt !== null,
  since: member.createdAt.toISOString(),
});
