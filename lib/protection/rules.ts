import { type DangerLevel, higherOf, isAtLeast } from "../kernel/danger.ts";
import type { Access, ActionRow, Consent, FactRequirement, Trait } from "./actions.ts";

const hourMs = 3_600_000;

/** How long a held operation can be answered once nothing but people stands in its way. */
export const answerWindowMs = 7 * 24 * hourMs;

/** The consents a level brings when its row does not say otherwise. */
const consentsByLevel: Record<DangerLevel, readonly Consent[]> = {
  SAFE: [],
  LOW: [],
  MEDIUM: ["user_confirmation"],
  HIGH: ["typed_name", "second_confirmation"],
  CRITICAL: ["typed_name", "second_confirmation", "admin_approval"],
};

const cooldownMsByLevel: Record<DangerLevel, number> = {
  SAFE: 0,
  LOW: 0,
  MEDIUM: 0,
  HIGH: hourMs,
  CRITICAL: 24 * hourMs,
};

export const factSentences: Record<FactRequirement, string> = {
  backup_exists: "A backup has to exist. Create one first.",
  backup_verified: "A backup has to be verified, that is, restored once. Verify one first.",
  review_passed: "The task has to be in human review.",
  no_conflict: "The changes conflict with the default branch. Resolve that first.",
};

const accessOrder: readonly Access[] = ["none", "read", "write", "admin"];

export const hasAccess = (granted: Access, needed: Access): boolean =>
  accessOrder.indexOf(granted) >= accessOrder.indexOf(needed);

/** The level in force: the row's own, raised by traits of the target and by the project's rule, never lowered. */
export function levelInForce(
  row: ActionRow,
  traits: readonly Trait[],
  projectFloor: DangerLevel = "SAFE",
): DangerLevel {
  const raised = traits.map((trait) => row.raised?.[trait] ?? "SAFE");
  return [row.level, projectFloor, ...raised].reduce(higherOf);
}

/**
 * The consents asked for: the level's, or what the row puts in their place. A row speaks of its own level only: where
 * something raised it, what the higher level brings is asked for as well, so that raising never makes it easier.
 */
export function consentsInForce(row: ActionRow, level: DangerLevel): readonly Consent[] {
  const ofLevel = consentsByLevel[level];
  if (!row.consents) return ofLevel;
  if (level === row.level) return row.consents;
  return consentOrder.filter((consent) => row.consents?.includes(consent) || ofLevel.includes(consent));
}

const consentOrder: readonly Consent[] = [
  "user_confirmation",
  "typed_name",
  "second_confirmation",
  "admin_approval",
];

export function cooldownMsInForce(row: ActionRow, level: DangerLevel, traits: readonly Trait[]): number {
  if (!isAtLeast(level, "HIGH")) return 0;
  const byTrait = traits.map((trait) => row.cooldownByTrait?.[trait] ?? 0);
  const ofLevel = cooldownMsByLevel[level];
  const own = row.cooldownMs ?? ofLevel;
  return Math.max(level === row.level ? own : Math.max(own, ofLevel), ...byTrait);
}
