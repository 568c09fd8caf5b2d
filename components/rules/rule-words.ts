import { formatDuration } from "#lib/client/format.ts";
import {
  type Asked,
  type CooledLevel,
  isCooledLevel,
  type RuleItem,
  type RuleView,
} from "#lib/client/rule-queries.ts";
import { titleOfCommand } from "#lib/kernel/command-words.ts";
import { type DangerLevel, dangerLevels } from "#lib/kernel/danger.ts";

export const consentWords = {
  user_confirmation: "one confirmation",
  typed_name: "the name typed",
  second_confirmation: "a second confirmation",
  admin_approval: "another administrator’s approval",
} as const;
export type ConsentName = keyof typeof consentWords;

/** What a level brings by itself, in the order in which it is asked for. */
export const consentsOfLevel: Record<DangerLevel, readonly ConsentName[]> = {
  SAFE: [],
  LOW: [],
  MEDIUM: ["user_confirmation"],
  HIGH: ["typed_name", "second_confirmation"],
  CRITICAL: ["typed_name", "second_confirmation", "admin_approval"],
};

const isConsent = (name: string): name is ConsentName => name in consentWords;

const hourMs = 3_600_000;
const hoursMax = 96;

/** `24 h`: cooldowns are spoken of in hours for some days on. */
export function cooldownWords(lengthMs: number): string {
  const hours = lengthMs / hourMs;
  return Number.isInteger(hours) && hours <= hoursMax ? `${hours} h` : formatDuration(lengthMs);
}

/** `the name typed, 24 h of cooldown, a second confirmation`. */
export function askedWords({ consents, cooldownMs }: Omit<Asked, "level">): string {
  const words: string[] = consents.map((name) =>
    isConsent(name) ? consentWords[name] : name.replaceAll("_", " "),
  );
  if (cooldownMs > 0) words.splice(1, 0, `${cooldownWords(cooldownMs)} of cooldown`);
  return words.length === 0 ? "nothing; it runs at once and is recorded" : words.join(", ");
}

export const whoWords: Record<string, string> = {
  any: "People, keys and agents",
  person: "People",
  admin: "Administrators",
  owner: "The owner",
};

export const isRelaxed = ({ rules }: RuleItem): boolean => rules.some((rule) => rule.isRelaxed);

/** `Delete project`; a level stands for the cooldown that it brings. */
export const subjectWords = (subject: string): string =>
  isCooledLevel(subject) ? `Usual cooldown of ${subject}` : titleOfCommand(subject);

const nounWords: Readonly<Record<string, string>> = {
  account: "Linked accounts",
  channel: "Channels",
  config: "Configurations",
  delivery: "Deliveries",
  files: "Files",
  git: "Git",
  "git-access": "Access to Git",
  "identity-provider": "Ways to sign in",
  "installation-backup": "Backups of the installation",
  invitation: "Invitations",
  key: "API keys",
  label: "Labels",
  "master-key": "Master key",
  me: "Own account",
  member: "Members of projects",
  notice: "Notices",
  onboarding: "First steps",
  operation: "Operations",
  passkey: "Passkeys",
  "permission-rule": "Permission rules",
  person: "People",
  price: "Prices",
  project: "Projects",
  provider: "Model providers",
  review: "Reviews",
  rule: "Protection rules",
  run: "Runs",
  session: "Sessions",
  setting: "Settings",
  spending: "Budgets",
  task: "Tasks",
  "task-template": "Task templates",
  terminal: "Terminals",
  workspace: "Workspaces",
};

/** The heading under which a rule stands. */
export function groupOf(subject: string): string {
  if (isCooledLevel(subject)) return "Levels";
  const [noun = ""] = subject.split(".");
  return nounWords[noun] ?? "Other";
}

/** What is weaker than it came: `Delete project asks for 3 s of cooldown instead of 1 h.` */
export function relaxedWords({ subject, own, inForce }: RuleItem): string {
  const name = subjectWords(subject);
  if (isCooledLevel(subject))
    return `${name}: ${cooldownWords(inForce.cooldownMs)} instead of ${cooldownWords(own.cooldownMs)}.`;
  if (inForce.level !== own.level) return `${name} is ${inForce.level} instead of ${own.level}.`;
  return `${name} asks for ${askedWords(inForce)}, instead of ${askedWords(own)}.`;
}

/** Where a rule holds: `Installation`, or the project's name. */
export const placeOf = ({ project }: RuleView): string => project?.name ?? "Installation";

/** What follows where these are chosen; what is left open is what the level brings. */
export function askedBy(
  item: RuleItem,
  chosen: { level: DangerLevel; consents: readonly string[] | null; cooldownMs: number | null },
  usualCooldownMs: Record<CooledLevel, number>,
): Asked {
  const { own } = item;
  const { level } = chosen;
  const isOwn = level === own.level;
  const usualMs = isCooledLevel(level) ? usualCooldownMs[level] : 0;
  const ofLevelMs = isOwn
    ? own.cooldownMs
    : Math.max(usualMs, isAbove(level, own.level) ? own.cooldownMs : 0);
  const consents = chosen.consents ?? (isOwn ? own.consents : consentsOfLevel[level]);
  const cooldownMs = isCooledLevel(level) ? (chosen.cooldownMs ?? ofLevelMs) : 0;
  return { level, consents: begun(consents, cooldownMs), cooldownMs };
}

/** As the server has it: a cooldown and a second confirmation begin with a first. */
function begun(consents: readonly string[], cooldownMs: number): string[] {
  const hasFirst = consents.includes("user_confirmation") || consents.includes("typed_name");
  const takesFirst = cooldownMs > 0 || consents.includes("second_confirmation");
  return takesFirst && !hasFirst ? ["user_confirmation", ...consents] : [...consents];
}

const isAbove = (level: DangerLevel, other: DangerLevel): boolean =>
  dangerLevels.indexOf(level) > dangerLevels.indexOf(other);

/** True when `next` asks for less than `before` in anything. */
export function isWeaker(before: Asked, next: Asked): boolean {
  if (isAbove(before.level, next.level) || next.cooldownMs < before.cooldownMs) return true;
  const given = new Set(next.consents);
  if (given.has("typed_name")) given.add("user_confirmation");
  return before.consents.some((consent) => !given.has(consent));
}

export const isSame = (before: Asked, next: Asked): boolean =>
  before.level === next.level && !isWeaker(before, next) && !isWeaker(next, before);
