import type { Secret } from "#lib/kernel/secret.ts";
import { findStoredSetting, secretOf, settingOf } from "#lib/modules/settings/in-force.ts";
import { sourceOf } from "#lib/modules/settings/rules.ts";
import type { SettingValue } from "#lib/modules/settings/schema.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { EmailTarget } from "#lib/providers/channels/port.ts";

interface Server {
  mail: SettingValue<"mail">;
  password: Secret | null;
  allowPrivate: boolean;
}

/** The server as its driver takes it; null where it is not set up far enough to send anything. */
export function targetOf({ mail, password, allowPrivate }: Server): EmailTarget | null {
  const { smtpHost, smtpPort, smtpSecurity, smtpUser, mailFrom } = mail;
  if (smtpHost === null || mailFrom === null) return null;
  return {
    kind: "email",
    host: smtpHost,
    port: smtpPort,
    tls: smtpSecurity,
    user: smtpUser,
    password,
    from: mailFrom,
    allowPrivate,
  };
}

/** Who starts the server says where it may send; in the dashboard, the owner's list of private hosts does. */
export async function mayMailLeadInside(tx: Tx, host: string | null): Promise<boolean> {
  if (host === null) return false;
  const [stored, { privateHosts }] = await Promise.all([
    findStoredSetting(tx, "mail"),
    settingOf(tx, "webhooks"),
  ]);
  const isGiven = sourceOf("mail", "smtpHost", stored) === "environment";
  return (isGiven && stored.environment.smtpHost === host) || privateHosts.includes(host);
}

/** The mail server of the installation; null where there is none yet. */
export async function mailServer(platform: Platform): Promise<EmailTarget | null> {
  const tx = platform.database.orm;
  const [mail, password] = await Promise.all([
    settingOf(tx, "mail"),
    secretOf(platform, "mail", "smtpPassword"),
  ]);
  return targetOf({ mail, password, allowPrivate: await mayMailLeadInside(tx, mail.smtpHost) });
}
