import { conflict, notFound } from "#lib/kernel/errors.ts";
import { ChangedMember, MemberInput } from "#lib/modules/members/schema.ts";
import { deleteMember, findMember, hasOtherAdmin } from "#lib/modules/members/store.ts";
import { lockAccess } from "#lib/modules/people/lock-access.ts";
import { tellProjects } from "#lib/modules/people/tell-people.ts";
import { wakePerson } from "#lib/modules/people/wake-person.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Takes a member's access to the project, or lets somebody leave it. Owners and admins of the installation remain. */
export const removeMember = command({
  name: "member.remove",
  http: "DELETE /api/projects/:projectId/members/:personId",
  summary: "Take a member's access to a project, or leave it yourself",
  input: MemberInput,
  output: ChangedMember,
  async facts(tx, { projectId, personId }, actor) {
    const facts = await projectFacts(tx, actor, projectId);
    const member = await findMember(tx, projectId, personId);
    if (!member) throw notFound("member");
    if (!isLeaving(actor, personId)) return facts;
    await requireOtherAdmin(tx, actor, projectId, member);
    return { ...facts, access: "admin" as const, isOwn: true };
  },
  async apply(tx, { input: { projectId, personId }, actor, operationId }) {
    await lockAccess(tx);
    const member = await findMember(tx, projectId, personId);
    if (!member) throw notFound("member");
    if (isLeaving(actor, personId)) await requireOtherAdmin(tx, actor, projectId, member);
    await deleteMember(tx, projectId, personId);
    const { name, access } = member;
    noteChange(tx, operationId, { before: { access, name }, after: { access: null, name } });
    tellProjects(tx, personId, [projectId]);
    await wakePerson(tx, personId);
    return { member: { personId, name, access: null } };
  },
});

/** Everybody may take their own membership away, in the browser or with a key of theirs that changes things. */
const isLeaving = ({ kind, userId, scopes }: Actor, personId: string): boolean =>
  userId === personId && (kind === "person" || (kind === "cli-key" && (scopes?.includes("write") ?? true)));

/** CONFLICT where nobody among the members would be left who administers the project. */
async function requireOtherAdmin(
  tx: Tx,
  { role, userId }: Actor,
  projectId: string,
  { access }: { access: string },
): Promise<void> {
  // Owners and admins of the installation administer it as before.
  if (access !== "admin" || role !== "member" || !userId) return;
  if (await hasOtherAdmin(tx, projectId, userId)) return;
  throw conflict(
    "You are the last member who administers this project. Give another member the access admin first, or ask an admin of the installation to remove you.",
  );
}
