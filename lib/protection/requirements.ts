import { type DangerLevel, higherOf, isAtLeast } from "../kernel/danger.ts";
import type { ActionRow, Consent, Trait } from "./actions.ts";

const hourMs = 3_600_000;

/** The consents a level brings when its row does not say otherwise. */
const consentsByLevel: Record<DangerLevel, readonly Consent[]> = {
  SAFE: [],
  LOW: [],
  MEDIUM: ["user_confirmation"],
  HIGH: ["typed_name", "second_confirmation"],
  CRITICAL: ["typed_name", "second_confirmation", "admin_approval"],
};

const usualCooldownMs: Record<CooledLevel, number> = { HIGH: hourMs, CRITICAL: 24 * hourMs };

/** What people changed of a row; what is missing stays as it was. */
export interface RuleChange {
  level?: DangerLevel | null;
  consents?: readonly Consent[] | null;
  cooldownMs?: number | null;
}

/** The levels whose usual cooldown is a rule of its own. */
export const cooledLevels = ["HIGH", "CRITICAL"] as const;
export type CooledLevel = (typeof cooledLevels)[number];

/** The rules in force beside the catalogue. */
export interface Policy {
  /** In the place of the row's own, for the whole installation. */
  installation?: RuleChange | undefined;
  /** What the project asks for at least; it never makes anything easier. */
  project?: RuleChange | undefined;
  /** Usual cooldowns that the installation changed. */
  cooldownMs?: Partial<Record<CooledLevel, number>>;
}

/** What a row asks for in the end. */
export interface Requirements {
  level: DangerLevel;
  consents: readonly Consent[];
  cooldownMs: number;
  /** What made the level higher than the catalogue's. */
  raised: { from: DangerLevel; by: string } | null;
}

const traitSentences: Record<Trait, string> = {
  default_branch: "a push to the default branch",
  shared_local_workspace: "others who share this local workspace",
  address_in_use: "an address or key that is in use",
  default_in_use: "a default that new runs go by",
  keeps_less: "less that is kept than before",
  agent_with_access: "an agent that would use the project's own access",
  has_volumes: "volumes that hold data",
  unmerged_commits: "branches with commits that are nowhere else",
  of_an_admin: "an admin of the installation, or somebody who is to become one",
  widened_by_member: "agents that may do more, by the word of somebody who is no admin of the project",
};

const consentOrder: readonly Consent[] = [
  "user_confirmation",
  "typed_name",
  "second_confirmation",
  "admin_approval",
];

/**
 * What a row asks for, under the rules in force and with the traits of its target. The installation's rule stands in
 * the place of the row; what raises it further (the project, a trait) adds what the higher level brings and takes
 * nothing away.
 */
export function requirementsOf(
  row: ActionRow,
  traits: readonly Trait[] = [],
  policy: Policy = {},
): Requirements {
  const base = changedRow(row, policy.installation);
  const byTrait = traits.map((trait) => row.raised?.[trait] ?? "SAFE");
  const level = [base.level, policy.project?.level ?? "SAFE", ...byTrait].reduce(higherOf);
  const consents = [...consentsAt(base, level), ...(policy.project?.consents ?? [])];
  const cooldownMs = isAtLeast(level, "HIGH") ? cooldownAt(base, level, traits, policy) : 0;
  return {
    level,
    consents: ordered(hasBeginning(consents, cooldownMs) ? consents : ["user_confirmation", ...consents]),
    cooldownMs,
    raised: raisedBy(row, level, traits, policy),
  };
}

/** A row speaks of its own level only: where a rule changed the level, what it said of consents is added to, or gone. */
function changedRow(row: ActionRow, change: RuleChange | undefined): ActionRow {
  const level = change?.level ?? row.level;
  const isLowered = !isAtLeast(level, row.level);
  const { consents: own, cooldownMs: ownCooldownMs, ...rest } = row;
  const raisedOwn = level === row.level ? own : own && [...own, ...consentsByLevel[level]];
  const consents = change?.consents ?? (isLowered ? undefined : raisedOwn);
  const cooldownMs = change?.cooldownMs ?? (isLowered ? undefined : ownCooldownMs);
  return { ...rest, level, ...(consents && { consents }), ...(cooldownMs != null && { cooldownMs }) };
}

function consentsAt(row: ActionRow, level: DangerLevel): readonly Consent[] {
  if (!row.consents) return consentsByLevel[level];
  return level === row.level ? row.consents : [...row.consents, ...consentsByLevel[level]];
}

/** Whether somebody has to confirm, once or first. */
export const asksConfirmation = (consents: readonly Consent[]): boolean =>
  consents.includes("user_confirmation") || consents.includes("typed_name");

/** A cooldown and a second confirmation begin with a first; a rule that left it out would hold for ever. */
const hasBeginning = (consents: readonly Consent[], cooldownMs: number): boolean =>
  asksConfirmation(consents) || (cooldownMs === 0 && !consents.includes("second_confirmation"));

/** Each once, in the order in which they are asked for; a typed name is a confirmation and more. */
const ordered = (consents: readonly Consent[]): Consent[] =>
  consentOrder.filter(
    (consent) =>
      consents.includes(consent) && !(consent === "user_confirmation" && consents.includes("typed_name")),
  );

function cooldownAt(row: ActionRow, level: DangerLevel, traits: readonly Trait[], policy: Policy): number {
  const usual = level === "HIGH" || level === "CRITICAL" ? usualCooldownMsOf(level, policy) : 0;
  const own = row.cooldownMs ?? usual;
  const byTrait = traits.map((trait) => row.cooldownByTrait?.[trait] ?? 0);
  const lengthMs = level === row.level ? own : Math.max(own, usual);
  return Math.max(lengthMs, policy.project?.cooldownMs ?? 0, ...byTrait);
}

function raisedBy(
  row: ActionRow,
  level: DangerLevel,
  traits: readonly Trait[],
  { installation, project }: Policy,
): Requirements["raised"] {
  if (isAtLeast(row.level, level)) return null;
  const trait = traits.find((one) => row.raised?.[one] === level);
  const ofProject = project?.level === level ? "a rule of this project" : undefined;
  const ofInstallation = installation?.level === level ? "a rule of the installation" : undefined;
  const by = ofInstallation ?? ofProject ?? (trait && traitSentences[trait]);
  return by === undefined ? null : { from: row.level, by };
}

/** True when `after` asks for at least what `before` did, whatever the target is like. */
export function isNoEasier(row: ActionRow, before: Policy, after: Policy): boolean {
  return traitSets(row).every((traits) => {
    const was = requirementsOf(row, traits, before);
    const is = requirementsOf(row, traits, after);
    return (
      isAtLeast(is.level, was.level) &&
      is.cooldownMs >= was.cooldownMs &&
      was.consents.every((consent) => answers(is.consents, consent))
    );
  });
}

const answers = (consents: readonly Consent[], consent: Consent): boolean =>
  consents.includes(consent) || (consent === "user_confirmation" && consents.includes("typed_name"));

/** Every set of the traits that a row knows. */
const traitSets = ({ raised = {}, cooldownByTrait = {} }: ActionRow): Trait[][] =>
  subsetsOf(Object.keys({ ...raised, ...cooldownByTrait }) as Trait[]);

function subsetsOf([first, ...rest]: Trait[]): Trait[][] {
  if (first === undefined) return [[]];
  const without = subsetsOf(rest);
  return [...without, ...without.map((set) => [first, ...set])];
}

/** The cooldown that a level brings when no row says otherwise; CRITICAL never waits for less than HIGH. */
export function usualCooldownMsOf(level: CooledLevel, policy: Policy = {}): number {
  const high = policy.cooldownMs?.HIGH ?? usualCooldownMs.HIGH;
  return level === "HIGH" ? high : Math.max(high, policy.cooldownMs?.CRITICAL ?? usualCooldownMs.CRITICAL);
}
