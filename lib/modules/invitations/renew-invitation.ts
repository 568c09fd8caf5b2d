import { conflict } from "#lib/kernel/errors.ts";
import {
  invitationFacts,
  linkOfInvitation,
  tellInvitation,
} from "#lib/modules/invitations/invitation-facts.ts";
import { InvitationInput, ShownInvitation } from "#lib/modules/invitations/schema.ts";
import { renewInvitation as renew, renewedDays } from "#lib/modules/invitations/store.ts";
import { command } from "#lib/operations/command.ts";
import { newToken } from "#lib/platform/auth/tokens.ts";

/** Another link for an invitation whose link was lost or has expired; the one before stops working. */
export const renewInvitation = command({
  name: "invitation.renew",
  http: "POST /api/invitations/:invitationId/link",
  summary: "Make a new link for an invitation; the one before stops working",
  input: InvitationInput,
  output: ShownInvitation,
  shownOnce: ["link"],
  facts: (tx, { invitationId }, actor) => invitationFacts(tx, actor, invitationId),
  async apply(tx, { facts: { invitation }, platform }) {
    const token = newToken();
    const expiresAt = await renew(tx, invitation.id, token, renewedDays);
    if (!expiresAt) throw conflict("This invitation was used or taken back a moment ago.");
    tellInvitation(tx, "invitation.changed", invitation);
    return {
      id: invitation.id,
      link: await linkOfInvitation(platform, token),
      expiresAt: expiresAt.toISOString(),
    };
  },
});
