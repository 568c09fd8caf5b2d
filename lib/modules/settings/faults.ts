import type { SettingKey } from "#lib/kernel/settings/catalogue.ts";
import type { SettingChange } from "#lib/modules/settings/change.ts";
import {
  leadsTheSameWay,
  type StoredSecret,
  type StoredSetting,
  secretInForce,
  sourceOf,
  valuesInForce,
} from "#lib/modules/settings/rules.ts";
import { fieldsOf } from "#lib/modules/settings/schema.ts";

export interface Fault {
  field: string;
  reason: string;
}

interface Changing {
  before: StoredSetting;
  after: StoredSetting;
  secrets: readonly StoredSecret[];
  change: SettingChange;
}

/** What is wrong with a setting after a change; null where nothing is. */
export function faultAfter(key: SettingKey, changing: Changing): Fault | null {
  const { before, after, secrets, change } = changing;
  for (const [field, { isSecret }] of fieldsOf(key)) {
    const isKept = secrets.some((secret) => secret.field === field && secret.origin === "dashboard");
    if (!isSecret || !isKept || field in change.secrets) continue;
    if (!leadsTheSameWay(key, field, before, after))
      return { field, reason: "give it again: the stored one is not sent to another place" };
  }
  if (key === "mail") return mailFault(changing);
  return key === "registries" ? registryFault(changing) : null;
}

/** Whether there is a secret after the change. */
function isSecretSet(key: SettingKey, field: string, { after, secrets, change }: Changing): boolean {
  const given = change.secrets[field];
  if (typeof given === "string") return true;
  const left = secrets.filter(
    (secret) => !(given === null && secret.field === field && secret.origin === "dashboard"),
  );
  return secretInForce(key, field, { stored: after, secrets: left }) !== null;
}

function mailFault(changing: Changing): Fault | null {
  const { smtpHost, smtpSecurity, smtpUser, mailFrom } = valuesInForce("mail", changing.after);
  // What the variables leave out is not for people to mend; going back to them is always possible.
  if (smtpHost === null || sourceOf("mail", "smtpHost", changing.after) !== "dashboard") return null;
  const hasPassword = isSecretSet("mail", "smtpPassword", changing);
  if (mailFrom === null) return { field: "mailFrom", reason: "give the address that mails come from" };
  if (smtpUser !== null && !hasPassword) return { field: "smtpPassword", reason: "give the user's password" };
  if (smtpUser === null && typeof changing.change.secrets.smtpPassword === "string")
    return { field: "smtpUser", reason: "give the user that the password belongs to" };
  if (smtpUser !== null && smtpSecurity === "none") {
    return { field: "smtpSecurity", reason: "a password is not sent without TLS; choose starttls or tls" };
  }
  return null;
}

function registryFault(changing: Changing): Fault | null {
  const { registries } = valuesInForce("registries", changing.after);
  for (const [host, { user }] of Object.entries(registries)) {
    if (user === "") return { field: "registryUser", reason: "give the registry's user" };
    if (!isSecretSet("registries", `registryPassword:${host}`, changing))
      return { field: "registryPassword", reason: "give the user's password or token" };
  }
  return null;
}
