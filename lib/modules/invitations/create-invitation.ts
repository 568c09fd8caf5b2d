import { forbidden } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import {
  linkOfInvitation,
  newInvitationFacts,
  tellInvitation,
} from "#lib/modules/invitations/invitation-facts.ts";
import { CreateInvitationInput, ShownInvitation } from "#lib/modules/invitations/schema.ts";
import { insertInvitation } from "#lib/modules/invitations/store.ts";
import { command } from "#lib/operations/command.ts";
import { newToken } from "#lib/platform/auth/tokens.ts";

/** A link that lets one person in, once. Its answer is the only time it is shown. */
export const createInvitation = command({
  name: "invitation.create",
  http: "POST /api/invitations",
  summary: "Invite somebody; the answer is the only time the link is shown",
  input: CreateInvitationInput,
  output: ShownInvitation,
  shownOnce: ["link"],
  creates: true,
  facts: newInvitationFacts,
  async apply(tx, { input, actor, platform }) {
    if (!actor.userId) throw forbidden("Only a person may invite.");
    const { email = null, role, projectId = null, access = null, days } = input;
    const [id, token] = [newId(), newToken()];
    const row = { id, email, role, projectId, access, invitedBy: actor.userId };
    const expiresAt = await insertInvitation(tx, { ...row, token, days });
    tellInvitation(tx, "invitation.created", row);
    return { id, link: await linkOfInvitation(platform, token), expiresAt: expiresAt.toISOString() };
  },
});
