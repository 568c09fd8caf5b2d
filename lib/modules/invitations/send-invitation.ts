import { conflict } from "#lib/kernel/errors.ts";
import { invitationFacts } from "#lib/modules/invitations/invitation-facts.ts";
import { InvitationInput, SentInvitation } from "#lib/modules/invitations/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Sends a new link to the address that the invitation names; the one before stops working once the mail is out. */
export const sendInvitation = command({
  name: "invitation.send",
  http: "POST /api/invitations/:invitationId/send",
  summary: "Send an invitation by mail, or once more, with a new link",
  input: InvitationInput,
  output: SentInvitation,
  async facts(tx, { invitationId }, actor) {
    const facts = await invitationFacts(tx, actor, invitationId);
    const { email } = facts.invitation;
    if (email === null) throw conflict("This invitation names no address. Make a new link and hand it over.");
    // Nobody but who it names reads the link: that is asked for anew only once the invitation is over.
    const { traits = [], changes = [], ...plain } = facts;
    return facts.invitation.isExpired ? { ...plain, traits, changes, email } : { ...plain, email };
  },
  work: {
    timeoutMs: 20_000,
    attemptsMax: 1,
    isDirect: true,
    key: ({ invitationId }) => `invitation:${invitationId}`,
  },
});
