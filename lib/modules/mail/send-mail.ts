import { invalid } from "#lib/kernel/errors.ts";
import { escapeHtml } from "#lib/kernel/escape-html.ts";
import { newId } from "#lib/kernel/ids.ts";
import { MailAddress } from "#lib/kernel/settings/values.ts";
import { mailServer } from "#lib/modules/mail/mail-server.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { ChannelMessage, EmailTarget, Sent } from "#lib/providers/channels/port.ts";
import { openChannel } from "#lib/providers/channels/registry.ts";
import { ProviderError } from "#lib/providers/errors.ts";

export interface Mail {
  /** One address: nobody reads who else was written to. */
  to: string;
  subject: string;
  /** Plain text; lines that hold an address alone become links where mail is shown with markup. */
  text: string;
}

const noServer =
  "No mail server is set up. An administrator does that in the settings, under Mail: server and sender.";

/** Whether mail can be sent at all, as far as the settings say. */
export async function canSendMail(tx: Tx): Promise<boolean> {
  const { smtpHost, mailFrom } = await settingOf(tx, "mail");
  return smtpHost !== null && mailFrom !== null;
}

/** Sends one mail by the installation's server, within 10 s. Throws PROVIDER_ERROR, with what to do, where it does not go. */
export async function sendMail(platform: Platform, mail: Mail, signal?: AbortSignal): Promise<void> {
  const target = await mailServer(platform);
  if (!target) throw new ProviderError("mail", noServer);
  const { isSent, answer } = await sendBy(target, mail, signal);
  if (!isSent) {
    throw new ProviderError(
      "mail",
      `The mail was not sent. ${answer} An administrator can look at the settings, under Mail, and test them there.`,
      { isRetryable: true },
    );
  }
}

/** Sends a mail by this server and says what it answered. Throws VALIDATION_ERROR for what cannot stand in a mail. */
export const sendBy = (
  target: EmailTarget,
  mail: Mail,
  signal: AbortSignal = new AbortController().signal,
): Promise<Sent> => openChannel(target).send(messageOf(mail), signal);

// What ends a line would begin a header of its own.
const breaksLines = /[\p{Cc}\u2028\u2029]/u;
const subjectMax = 300;

function messageOf({ to, subject, text }: Mail): ChannelMessage {
  const address = MailAddress.safeParse(to);
  if (!address.success || breaksLines.test(to)) throw invalid("to", "must be an e-mail address");
  if (subject.trim() === "" || subject.length > subjectMax || breaksLines.test(subject)) {
    throw invalid("subject", `must be one line of at most ${subjectMax} characters`);
  }
  return {
    deliveryId: newId(),
    event: "mail",
    body: "",
    subject,
    text,
    html: htmlOf(text),
    recipients: [address.data],
  };
}

function htmlOf(text: string): string {
  const paragraphs = text.split(/\n{2,}/).map((part) => {
    const lines = part.split("\n").map((line) => (isAddress(line) ? linkTo(line.trim()) : escapeHtml(line)));
    return `<p style="margin:0 0 12px">${lines.join("<br>")}</p>`;
  });
  return `<!doctype html><html><body style="font:14px/1.5 system-ui,sans-serif;color:#171a1b">${paragraphs.join("")}</body></html>`;
}

const isAddress = (line: string): boolean => /^\s*https?:\/\/\S+\s*$/.test(line);
const linkTo = (address: string): string =>
  `<a href="${escapeHtml(address)}" style="color:#0b6a70">${escapeHtml(address)}</a>`;
