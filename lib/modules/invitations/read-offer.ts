import { AppError } from "#lib/kernel/errors.ts";
import { mayStillInvite } from "#lib/modules/invitations/may-still-invite.ts";
import { type InvitationFault, invitationFault, invitationRefusals } from "#lib/modules/invitations/rules.ts";
import type { OfferedInvitation } from "#lib/modules/invitations/schema.ts";
import { type FoundInvitation, findByToken } from "#lib/modules/invitations/store.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** What an invitation offers; uses nothing up. Throws UNAUTHORIZED, with the way on, for one that does not open. */
export async function readOffer(
  { database }: Pick<Platform, "database">,
  token: string,
): Promise<OfferedInvitation> {
  const found = await findByToken(database.orm, token, { lock: false });
  const fault = faultOf(found);
  if (fault || !found) throw refusal(fault ?? "unknown");
  const { invitation, inviter, projectName } = found;
  const { email, role, access, expiresAt } = invitation;
  return {
    invitedBy: inviter.name,
    email,
    role,
    project: projectName !== null && access ? { name: projectName, access } : null,
    expiresAt: expiresAt.toISOString(),
  };
}

export function faultOf(found: FoundInvitation | undefined): InvitationFault | null {
  return invitationFault(found) ?? (found && !mayStillInvite(found) ? "revoked" : null);
}

export const refusal = (fault: InvitationFault): AppError =>
  new AppError("UNAUTHORIZED", invitationRefusals[fault], { details: { because: fault } });
