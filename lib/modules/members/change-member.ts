import { notFound } from "#lib/kernel/errors.ts";
import { ChangedMember, GiveAccessInput } from "#lib/modules/members/schema.ts";
import { findMember, putMember } from "#lib/modules/members/store.ts";
import { lockAccess } from "#lib/modules/people/lock-access.ts";
import { tellProjects } from "#lib/modules/people/tell-people.ts";
import { wakePerson } from "#lib/modules/people/wake-person.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";

/** Lets a member do more or less. It is a person's word from then on: groups change it no more. */
export const changeMember = command({
  name: "member.change",
  http: "PATCH /api/projects/:projectId/members/:personId",
  summary: "Change what a member may do in a project",
  input: GiveAccessInput,
  output: ChangedMember,
  async facts(tx, { projectId, personId }, actor) {
    const facts = await projectFacts(tx, actor, projectId);
    if (!(await findMember(tx, projectId, personId))) throw notFound("member");
    return facts;
  },
  async apply(tx, { input: { projectId, personId, access }, operationId }) {
    await lockAccess(tx);
    const member = await findMember(tx, projectId, personId);
    if (!member) throw notFound("member");
    await putMember(tx, { projectId, userId: personId, access });
    const { name, givenBy } = member;
    noteChange(tx, operationId, {
      before: { access: member.access, givenBy, name },
      after: { access, givenBy: null, name },
    });
    tellProjects(tx, personId, [projectId]);
    await wakePerson(tx, personId);
    return { member: { personId, name, access } };
  },
});
