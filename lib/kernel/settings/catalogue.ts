import { z } from "zod";
import { open, sealed } from "#lib/kernel/settings/field.ts";
import {
  AbsolutePath,
  Count,
  Digits,
  Domain,
  Host,
  HostList,
  Limit,
  Line,
  MailAddress,
  Origin,
  PrivateKey,
  RegistryHost,
  Repositories,
  Share,
  Switch,
  Token,
  Usd,
} from "#lib/kernel/settings/values.ts";

/**
 * Every setting of the installation with its fields. No two fields have one name, so that they can be handed in side by
 * side. What holds is what people set, else what a variable says, else the standard.
 */

/** How many runs may be at work at once. */
const runs = {
  parallelMax: open(Count(200), 8, { label: "In all projects", form: "number" }),
  parallelPerProjectMax: open(Count(50), 2, {
    label: "In one project",
    hint: "Where the project says nothing else.",
    form: "number",
  }),
};

/** What may be spent on models; null: nobody set a limit. */
const budgets = {
  runUsd: open(Usd, null, { label: "A run", form: "number" }),
  projectMonthUsd: open(Usd, null, { label: "A project, a month", form: "number" }),
  monthUsd: open(Usd, null, { label: "The installation, a month", form: "number" }),
  warnFrom: open(Share, 0.8, {
    label: "Warn from",
    hint: "From this share of a budget on people are warned.",
    form: "number",
  }),
};

/** How long people stay signed in. */
const sessions = {
  accessMinutes: open(Count(1_440), 60, {
    label: "Renew the cookie after",
    hint: "Done silently, while the session is used.",
    unit: "minutes",
    form: "number",
  }),
  idleDays: open(Count(365), 14, {
    label: "End a session nobody used for",
    unit: "days",
    form: "number",
  }),
  absoluteDays: open(Count(365), 30, {
    label: "End every session after",
    hint: "However much it is used.",
    unit: "days",
    form: "number",
  }),
};

/** How much may be asked; 0: no limit. */
const limits = {
  requestsPerMinute: open(Limit, 3_000, {
    label: "Requests of one key or person",
    hint: "All keys of one person together have five times as much. 0: no limit.",
    unit: "a minute",
    variable: "LOCKKEEPER_REQUESTS_PER_MINUTE",
    form: "number",
  }),
  strangerRequestsPerMinute: open(Limit, 1_200, {
    label: "Requests of one address",
    hint: "Without a credential that opens. 0: no limit.",
    unit: "a minute",
    variable: "LOCKKEEPER_STRANGER_REQUESTS_PER_MINUTE",
    form: "number",
  }),
  streamsMax: open(Limit, 100, {
    label: "Streams and terminals at once",
    hint: "Of one key or person. 0: no limit.",
    variable: "LOCKKEEPER_STREAMS_MAX",
    form: "number",
  }),
};

/** How the product is reached. */
const network = {
  // One, where it stands on this machine or in its network: as most are put up, and nothing where there is none.
  trustedHops: open(Count(10, 0), 1, {
    label: "Proxies in front of this server",
    hint: "So many may say whom they speak for (X-Forwarded-For), if the nearest is on this machine or in its private network. 0: nobody is believed, and everybody behind a proxy counts as one address.",
    variable: "LOCKKEEPER_TRUSTED_HOPS",
    form: "number",
  }),
};

/** The product's own backups. */
const backups = {
  isDaily: open(Switch, true, {
    label: "Back up every day",
    form: "switch",
    lessLoses: () => "no backup is made by itself any more",
  }),
  keep: open(Count(365), 7, {
    label: "Daily backups kept",
    form: "number",
    lessLoses: (count) => `all but the newest ${count} go once the next one is made`,
  }),
};

const domain = {
  baseDomain: open(Domain, null, {
    label: "Base domain",
    hint: "Kept for environments, which come with a later version; nothing uses it yet. It has to lead to this server.",
    variable: "LOCKKEEPER_BASE_DOMAIN",
    isAddress: true,
  }),
};

const github = {
  githubUrl: open(Origin, "https://github.com", {
    label: "Address",
    hint: "GitHub itself, or an Enterprise Server of your own.",
    variable: "LOCKKEEPER_GITHUB_URL",
    isAddress: true,
  }),
  githubToken: sealed(Token("a token of GitHub"), {
    label: "Token",
    hint: "Needs to open pull requests in the repositories below, and nothing else.",
    variable: "LOCKKEEPER_GITHUB_TOKEN",
    goesTo: ["githubUrl"],
  }),
  githubRepositories: open(Repositories, [], {
    label: "Repositories for the token and the App",
    hint: "One a line, such as acme/app, or acme/* for all of an owner. Whoever may change a project of one of these opens pull requests there by this token, or by the App, where the project has no token of its own. Empty: for none.",
    form: "list",
  }),
  githubAppId: open(Digits("the id of a GitHub App"), null, {
    label: "App id",
    variable: "LOCKKEEPER_GITHUB_APP_ID",
    isAddress: true,
  }),
  githubInstallationId: open(Digits("the id of an App's installation"), null, {
    label: "Installation id",
    variable: "LOCKKEEPER_GITHUB_INSTALLATION_ID",
    isAddress: true,
  }),
  githubPrivateKey: sealed(PrivateKey, {
    label: "App private key",
    hint: "The .pem file that GitHub gave, whole.",
    variable: "LOCKKEEPER_GITHUB_PRIVATE_KEY",
    isLong: true,
    goesTo: ["githubUrl"],
  }),
};

const cloudflare = {
  cloudflareToken: sealed(Token("a token of Cloudflare's API"), {
    label: "API token",
    hint: "With the right to edit DNS of the base domain's zone.",
    variable: "LOCKKEEPER_CLOUDFLARE_TOKEN",
  }),
  cloudflaredConfig: open(AbsolutePath, null, {
    label: "Config file of cloudflared",
    hint: "Its path on this server, such as /etc/cloudflared/config.yml.",
    variable: "LOCKKEEPER_CLOUDFLARED_CONFIG",
  }),
  tunnelName: open(Line("the name of a tunnel", 100), null, {
    label: "Tunnel",
    hint: "Its name or id, as the config file says it.",
    variable: "LOCKKEEPER_TUNNEL_NAME",
    isAddress: true,
  }),
};

export const smtpSecurities = ["starttls", "tls", "none"] as const;

const mail = {
  smtpHost: open(Host, null, {
    label: "SMTP server",
    hint: "Such as smtp.example.org.",
    variable: "LOCKKEEPER_SMTP_HOST",
    isAddress: true,
  }),
  smtpPort: open(Count(65_535), 587, {
    label: "Port",
    hint: "587 with STARTTLS and 465 with TLS are usual.",
    variable: "LOCKKEEPER_SMTP_PORT",
    form: "number",
    isAddress: true,
  }),
  smtpSecurity: open(z.enum(smtpSecurities, `must be one of: ${smtpSecurities.join(", ")}`), "starttls", {
    label: "Security",
    variable: "LOCKKEEPER_SMTP_SECURITY",
    form: "choice",
    choices: smtpSecurities,
    isAddress: true,
  }),
  smtpUser: open(Line("a user name"), null, {
    label: "User",
    hint: "Empty where the server wants none.",
    variable: "LOCKKEEPER_SMTP_USER",
  }),
  smtpPassword: sealed(Line("a password"), {
    label: "Password",
    variable: "LOCKKEEPER_SMTP_PASSWORD",
    goesTo: ["smtpHost", "smtpPort", "smtpSecurity"],
  }),
  mailFrom: open(MailAddress, null, {
    label: "Sender",
    hint: "The address that mails come from.",
    variable: "LOCKKEEPER_MAIL_FROM",
  }),
};

const webhooks = {
  privateHosts: open(HostList, [], {
    label: "Private hosts that may be called",
    hint: "One a line: names or addresses of this machine or its networks that channels, mail and registries may reach. Everything else there is refused. Only the owner may change this.",
    variable: "LOCKKEEPER_PRIVATE_HOSTS",
    form: "list",
  }),
};

/** By their hosts; each password is a secret of its own. */
const registries = {
  registries: open(
    z.record(RegistryHost, z.object({ user: Line("a user name") })),
    {},
    {
      label: "Registries",
    },
  ),
};

const kept = (label: string, standard: number, hint?: string) =>
  open(Count(3_650), standard, {
    label,
    unit: "days",
    form: "number",
    lessLoses: (days) => `what is older than ${days} ${days === 1 ? "day" : "days"} goes for good`,
    ...(hint ? { hint } : {}),
  });

/** How long what only tells of the past is kept. The audit log is kept for good. */
const retention = {
  eventsDays: kept("Events", 7, "Whoever was away for longer reads everything anew."),
  accessLogDays: kept("Access log", 30, "Who read what by a key."),
  noticesDays: kept("Notices", 90),
  deliveriesDays: kept("Deliveries of channels", 30),
};

export const settingCatalogue = {
  runs,
  budgets,
  sessions,
  limits,
  network,
  backups,
  domain,
  github,
  cloudflare,
  mail,
  webhooks,
  registries,
  retention,
} as const;

/** How people call them. */
export const settingNames: Readonly<Record<SettingKey, string>> = {
  runs: "Limits of runs",
  budgets: "Budgets",
  sessions: "Sessions",
  limits: "Limits of requests",
  network: "Network",
  backups: "Backups",
  domain: "Domain",
  github: "GitHub",
  cloudflare: "Cloudflare",
  mail: "Mail",
  webhooks: "Outgoing calls",
  registries: "Image registries",
  retention: "Retention",
};

export type SettingKey = keyof typeof settingCatalogue;
export const settingKeys = Object.keys(settingCatalogue) as [SettingKey, ...SettingKey[]];

/** The fields of a setting, in the order in which people read them. */
export const namesOf = (key: SettingKey): readonly string[] => Object.keys(settingCatalogue[key]);
