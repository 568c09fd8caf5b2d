import { conflict } from "#lib/kernel/errors.ts";
import { invitationFacts, tellInvitation } from "#lib/modules/invitations/invitation-facts.ts";
import { InvitationInput, RevokedInvitation } from "#lib/modules/invitations/schema.ts";
import { revokeInvitationRow } from "#lib/modules/invitations/store.ts";
import { command } from "#lib/operations/command.ts";

export const revokeInvitation = command({
  name: "invitation.revoke",
  http: "DELETE /api/invitations/:invitationId",
  summary: "Take an invitation back; its link opens nothing any more",
  input: InvitationInput,
  output: RevokedInvitation,
  facts: (tx, { invitationId }, actor) => invitationFacts(tx, actor, invitationId),
  async apply(tx, { facts: { invitation } }) {
    if (!(await revokeInvitationRow(tx, invitation.id)))
      throw conflict("This invitation was used a moment ago.");
    tellInvitation(tx, "invitation.changed", invitation);
    return { id: invitation.id };
  },
});
