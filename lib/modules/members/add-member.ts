import { conflict, notFound } from "#lib/kernel/errors.ts";
import { ChangedMember, GiveAccessInput } from "#lib/modules/members/schema.ts";
import { findMember, putMember } from "#lib/modules/members/store.ts";
import { findVisiblePerson } from "#lib/modules/people/find-visible-person.ts";
import { lockAccess } from "#lib/modules/people/lock-access.ts";
import { tellProjects } from "#lib/modules/people/tell-people.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Gives access to somebody whom one may know of; a newcomer is invited instead. */
export const addMember = command({
  name: "member.add",
  http: "POST /api/projects/:projectId/members",
  summary: "Give somebody of the installation access to a project",
  input: GiveAccessInput,
  output: ChangedMember,
  creates: true,
  async facts(tx, { projectId, personId }, actor) {
    const facts = await projectFacts(tx, actor, projectId);
    if (facts.access === "admin") await findNewcomer(tx, actor, { projectId, personId });
    return facts;
  },
  async apply(tx, { input: { projectId, personId, access }, actor, operationId }) {
    await lockAccess(tx);
    const { name } = await findNewcomer(tx, actor, { projectId, personId });
    await putMember(tx, { projectId, userId: personId, access });
    noteChange(tx, operationId, { before: { access: null }, after: { access, name } });
    tellProjects(tx, personId, [projectId]);
    return { member: { personId, name, access } };
  },
});

/** Somebody whom the actor may know of; throws NOT_FOUND for anybody else, CONFLICT for who is a member. */
async function findNewcomer(
  tx: Tx,
  actor: Actor,
  { projectId, personId }: Pick<GiveAccessInput, "projectId" | "personId">,
): Promise<{ name: string }> {
  const person = await findVisiblePerson(tx, actor, personId);
  if (!person) throw notFound("person");
  if (await findMember(tx, projectId, personId))
    throw conflict(`${person.name} is a member already. Change their access instead.`);
  return person;
}
