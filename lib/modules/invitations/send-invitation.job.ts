import { conflict } from "#lib/kernel/errors.ts";
import { linkOfInvitation, tellInvitation } from "#lib/modules/invitations/invitation-facts.ts";
import { sendInvitation } from "#lib/modules/invitations/send-invitation.ts";
import {
  findInviter,
  noteSent,
  putLinkBack,
  renewedDays,
  renewInvitation,
} from "#lib/modules/invitations/store.ts";
import { sendMail } from "#lib/modules/mail/send-mail.ts";
import { handler } from "#lib/operations/handler.ts";
import { newToken } from "#lib/platform/auth/tokens.ts";

/** The token is made, kept as its hash and sent in one step: no record has it. */
export const runSendInvitation = handler(sendInvitation, async ({ facts, platform, signal, step, close }) => {
  const { invitation, email } = facts;
  const { orm } = platform.database;
  await step("Send the invitation", async () => {
    const token = newToken();
    const expiresAt = await renewInvitation(orm, invitation.id, token, renewedDays);
    if (!expiresAt) throw conflict("This invitation was used or taken back a moment ago.");
    const link = await linkOfInvitation(platform, token);
    const text = textOf({ inviter: await findInviter(orm, invitation.invitedBy), link, expiresAt });
    try {
      await sendMail(platform, { to: email, subject: "You are invited to Lockkeeper", text }, signal);
    } catch (error) {
      // Nobody has the new link: the one that was handed over stays good.
      await putLinkBack(orm, invitation, token);
      throw error;
    }
    return null;
  });
  await close(async (tx) => {
    await noteSent(tx, invitation.id);
    tellInvitation(tx, "invitation.changed", invitation);
    return { id: invitation.id, email };
  });
});

const textOf = ({ inviter, link, expiresAt }: { inviter: string; link: string; expiresAt: Date }): string =>
  [
    `${inviter} invites you to Lockkeeper.`,
    `Open this link to come in. It works once, until ${expiresAt.toUTCString()}:`,
    link,
    "If you do not know what this is about, leave it.",
  ].join("\n\n");
