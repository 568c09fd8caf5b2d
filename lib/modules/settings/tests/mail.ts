import { mayMailLeadInside, targetOf } from "#lib/modules/mail/mail-server.ts";
import { sendBy } from "#lib/modules/mail/send-mail.ts";
import { findAddress } from "#lib/modules/people/find-address.ts";
import type { Trial } from "#lib/modules/settings/tests/typed-setting.ts";
import { addressForLinks } from "#lib/platform/public-address.ts";
import type { Check } from "#lib/providers/checks/port.ts";

/** Sends a message to whoever tests. */
export async function testMail({ typed, actor, platform, signal }: Trial): Promise<Check> {
  const tx = platform.database.orm;
  const mail = typed.values("mail");
  const allowPrivate = await mayMailLeadInside(tx, mail.smtpHost);
  const target = targetOf({ mail, password: typed.secret("mail", "smtpPassword"), allowPrivate });
  if (!target) return { isGood: false, sentence: "Give a server and a sender first." };
  const to = actor.userId && (await findAddress(tx, actor.userId));
  if (!to) return { isGood: false, sentence: "You have no e-mail address that the message could go to." };
  const sent = await sendBy(
    target,
    {
      to,
      subject: "[Lockkeeper] Test message",
      text: [
        `${actor.userName ?? actor.name} tested the mail settings of this installation.`,
        "",
        "It works: invitations and notices can be sent by mail.",
        "",
        await addressForLinks(platform.environment),
      ].join("\n"),
    },
    signal,
  );
  return sent.isSent
    ? { isGood: true, sentence: `A message went to ${to}. The server answered: ${sent.answer}` }
    : { isGood: false, sentence: sent.answer };
}
