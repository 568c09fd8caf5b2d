import {
  InvitationPage,
  type InvitationView,
  ListInvitationsInput,
} from "#lib/modules/invitations/schema.ts";
import { type SelectedInvitation, selectInvitations } from "#lib/modules/invitations/store.ts";
import { canSendMail } from "#lib/modules/mail/send-mail.ts";
import { query } from "#lib/operations/query.ts";

/** Newest first: all for admins, and for who administers a project those into it. */
export const listInvitations = query({
  name: "invitation.list",
  http: "GET /api/invitations",
  summary: "List invitations: all for admins, and those into the projects that you administer",
  input: ListInvitationsInput,
  output: InvitationPage,
  async read({ tx, input: { limit, cursor, projectId, invitationId }, actor }) {
    const rows = await selectInvitations(tx, actor, {
      ...{ before: cursor, projectId, id: invitationId },
      limit: limit + 1,
    });
    const page = rows.slice(0, limit);
    return {
      items: page.map(invitationView),
      nextCursor: rows.length > limit ? (page.at(-1)?.invitation.id ?? null) : null,
      canSendMail: await canSendMail(tx),
    };
  },
});

function invitationView(row: SelectedInvitation): InvitationView {
  const { invitation, state, invitedBy, usedBy, projectName } = row;
  const { id, email, role, projectId, access, expiresAt, sentAt, createdAt } = invitation;
  return {
    id,
    email,
    role,
    project: projectId && access ? { id: projectId, name: projectName ?? "", access } : null,
    state,
    invitedBy,
    usedBy,
    expiresAt: expiresAt.toISOString(),
    sentAt: sentAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
