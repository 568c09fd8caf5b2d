import { changesBetween, roleNames } from "#lib/kernel/change-words.ts";
import { conflict, notFound } from "#lib/kernel/errors.ts";
import type { CreateInvitationInput } from "#lib/modules/invitations/schema.ts";
import {
  findVisibleInvitation,
  type InvitationRow,
  renewedDays,
  type VisibleInvitation,
} from "#lib/modules/invitations/store.ts";
import { isAddressTaken } from "#lib/modules/people/is-address-taken.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import type { CommandFacts } from "#lib/operations/command.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { addressForLinks } from "#lib/platform/public-address.ts";
import type { Access } from "#lib/protection/actions.ts";

/**
 * Who may let somebody in: an admin of the installation, or into a project, as a member, an admin of that project. An
 * invitation to be an admin asks for what making somebody an admin asks for.
 */
export async function newInvitationFacts(
  tx: Tx,
  input: CreateInvitationInput,
  actor: Actor,
): Promise<CommandFacts & { projectName: string | null }> {
  const { email, role, projectId } = input;
  const ofInstallation = accessToInstallation(actor);
  const project = projectId ? await projectFacts(tx, actor, projectId) : null;
  const access: Access = role === "member" && project ? project.access : ofInstallation;
  // Only who sees everybody is told that somebody is here already.
  if (email && ofInstallation === "admin" && (await isAddressTaken(tx, email))) {
    const way = project ? "Add them to the project's members instead." : "They can sign in.";
    throw conflict(`${email} is here already. ${way}`);
  }
  const name = email ?? (role === "admin" ? "a new admin" : "a new member");
  // It has no id yet; who invites is the same whenever the facts are loaded.
  const target = { kind: "invitation", id: actor.userId ?? actor.id, name, projectId: projectId ?? null };
  const traits = role === "admin" ? (["of_an_admin"] as const) : [];
  const projectName = project?.project.name ?? null;
  const changes = changesBetween(null, {
    Role: roleNames[role],
    Project: projectName,
    "Access there": projectName === null ? null : input.access,
    "The link holds for": `${input.days} ${input.days === 1 ? "day" : "days"}`,
  });
  return { target, access, traits, changes, projectName };
}

/** An invitation that is still open; NOT_FOUND alike for one that is not there and one the actor may not see. */
export async function invitationFacts(
  tx: Tx,
  actor: Actor,
  invitationId: string,
): Promise<CommandFacts & { invitation: VisibleInvitation }> {
  const invitation = await findVisibleInvitation(tx, actor, invitationId);
  if (!invitation) throw notFound("invitation");
  if (invitation.usedAt) throw conflict("This invitation has been used.");
  if (invitation.revokedAt) throw conflict("This invitation was taken back.");
  const { id, email, role, projectId } = invitation;
  const name = email ?? (role === "admin" ? "a new admin" : "a new member");
  const project = projectId && role === "member" ? await projectFacts(tx, actor, projectId) : null;
  return {
    target: { kind: "invitation", id, name, projectId },
    access: project?.access ?? accessToInstallation(actor),
    ...askedAnew(invitation, actor),
    invitation,
  };
}

/**
 * What another link of one to be an admin asks for again. Whoever is shown a link could come in by it: others approved
 * that for the one who invited, and for as long as the invitation held.
 */
function askedAnew(
  { role, invitedBy, isExpired }: VisibleInvitation,
  actor: Actor,
): Pick<CommandFacts, "traits" | "changes"> {
  if (role !== "admin" || (invitedBy === actor.userId && !isExpired)) return {};
  return {
    traits: ["of_an_admin"],
    changes: changesBetween(null, {
      Role: roleNames.admin,
      "The link holds for": isExpired ? `${renewedDays} days` : null,
    }),
  };
}

/** Below the address that others reach this installation at, as far as it is known. */
export async function linkOfInvitation({ environment }: Pick<Platform, "environment">, token: string) {
  const path = `/invitation?${new URLSearchParams({ token }).toString()}`;
  return new URL(path, await addressForLinks(environment)).href;
}

/** Tells who invited, and the admins. */
export function tellInvitation(
  tx: Tx,
  name: "invitation.created" | "invitation.changed",
  { id, invitedBy }: Pick<InvitationRow, "id" | "invitedBy">,
): void {
  publish(tx, { topic: "invitations", name, subjectId: id, projectId: null, userId: invitedBy });
}
