import {
  type CreateChannelInput,
  EmailSettings,
  type UpdateChannelInput,
  WebhookSettings,
} from "#lib/modules/notifications/schema.ts";

/** What a channel is set to, and what a change of it means. */

export type ChannelSettings =
  | { kind: "webhook"; settings: WebhookSettings }
  | { kind: "email"; settings: EmailSettings };

type Fields = Omit<CreateChannelInput, "kind" | "name">;
export type Fault = { field: string; reason: string };

const fieldsOf = {
  webhook: ["url", "allowPrivate"],
  email: ["host", "port", "tls", "user", "password", "from", "recipients", "allowPrivate"],
} as const;

const needed = {
  webhook: { url: "give the address that messages are posted to" },
  email: {
    host: "give the SMTP server, such as smtp.example.org",
    from: "give the address that mails come from",
  },
} as const;

const usualPort = { tls: 465, starttls: 587, none: 25 } as const;

/** What the settings of a kind are after a change of these fields; or which field is wrong, and why. */
export function settingsAfter(
  kind: CreateChannelInput["kind"],
  before: ChannelSettings["settings"] | null,
  change: Fields,
): ChannelSettings | Fault {
  const known: readonly string[] = fieldsOf[kind];
  const given = Object.entries(change).filter(([name, value]) => value !== undefined && name in allFields);
  const foreign = given.find(([name]) => !known.includes(name));
  if (foreign) return { field: foreign[0], reason: `a channel of kind ${kind} has none` };
  const merged: Record<string, unknown> = {
    ...defaultsOf(kind, change),
    ...before,
    ...Object.fromEntries(given),
  };
  // Its server, user and sender are the settings' own.
  if (merged.host === null) Object.assign(merged, { ...defaultsOf(kind, {}), ...ownOf(merged), from: null });
  for (const [field, reason] of Object.entries(needed[kind])) {
    if (!(field in merged) || (merged[field] === null && merged.host !== null)) return { field, reason };
  }
  return kind === "webhook"
    ? { kind, settings: WebhookSettings.parse(merged) }
    : { kind, settings: EmailSettings.parse(merged) };
}

const allFields = Object.fromEntries([...fieldsOf.webhook, ...fieldsOf.email].map((name) => [name, true]));

function defaultsOf(kind: CreateChannelInput["kind"], { tls = "starttls" }: Fields) {
  if (kind === "webhook") return { allowPrivate: false };
  return { port: usualPort[tls], tls, user: null, recipients: null, allowPrivate: false };
}

/** What a channel over the installation's server says for itself. */
const ownOf = ({ recipients }: Record<string, unknown>) => ({ host: null, recipients });

/** The host that a channel calls; null where the settings say it. */
export const hostOf = (channel: ChannelSettings): string | null =>
  channel.kind === "webhook" ? new URL(channel.settings.url).hostname : channel.settings.host;

/** Whether messages, or a password, would go to another place than before. */
export function leadsElsewhere(before: ChannelSettings, after: ChannelSettings): boolean {
  if (before.kind === "webhook" && after.kind === "webhook")
    return before.settings.url !== after.settings.url;
  if (before.kind !== "email" || after.kind !== "email") return true;
  const place = ({ settings: { host, port } }: typeof before) => `${host}:${port}`;
  return place(before) !== place(after);
}

/** Whether a change touches where notices go or by which credential: what an installation in use is told of. */
export function changesWhatIsInUse(
  before: ChannelSettings,
  after: ChannelSettings,
  { password, newSecret }: Pick<UpdateChannelInput, "password" | "newSecret">,
): boolean {
  return (
    password !== undefined ||
    newSecret === true ||
    JSON.stringify(before.settings) !== JSON.stringify(after.settings)
  );
}

/** What is wrong with a password beside these settings; null where nothing is. */
export function passwordFault(
  { kind, settings }: ChannelSettings,
  given: { password: string | undefined; isStored: boolean; isElsewhere: boolean },
): Fault | null {
  if (kind !== "email") return null;
  const { password, isStored, isElsewhere } = given;
  const keepsStored = isStored && password === undefined && settings.user !== null;
  if (keepsStored && isElsewhere) {
    return { field: "password", reason: "give it again: the stored one is not sent to another server" };
  }
  if (password !== undefined && settings.user === null) {
    return { field: "user", reason: "give the user that the password belongs to" };
  }
  if (settings.user !== null && password === undefined && !isStored) {
    return { field: "password", reason: "give the user's password" };
  }
  return settings.user !== null && settings.tls === "none"
    ? { field: "tls", reason: "a password is not sent without TLS; choose starttls or tls" }
    : null;
}

const failingFrom = 20;

export function healthOf({ failedInRow, hasDelivered }: { failedInRow: number; hasDelivered: boolean }) {
  if (failedInRow >= failingFrom) return "failing" as const;
  if (failedInRow > 0) return "troubled" as const;
  return hasDelivered ? ("working" as const) : ("unused" as const);
}

const secondsMs = 1_000;
const minuteMs = 60 * secondsMs;
const hourMs = 60 * minuteMs;
/** How long after each failed attempt the next is made; after the last of them there is none. */
const waitsMs = [10 * secondsMs, minuteMs, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 6 * hourMs];

/** How long until the next attempt, by how many there were; null where it is given up. */
export const waitAfter = (attempts: number): number | null => waitsMs[attempts - 1] ?? null;

export const attemptsMax = waitsMs.length + 1;
