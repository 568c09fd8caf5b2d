/** What the protection layer decided, and what people consented to or refused. */
export const decisions = [
  "operation.held",
  "operation.denied",
  "operation.confirmed",
  "operation.approved",
  "operation.rejected",
  "operation.cooled",
  "operation.cooldown_skipped",
  "operation.expired",
  "operation.consents_lapsed",
] as const;

/** Their success changes what is decided from then on. */
export const ruleCommands = ["rule.raise", "rule.relax"] as const;

/** The two ends of a seal. */
export const shortSeal = (seal: string): string => `${seal.slice(0, 4)}…${seal.slice(-4)}`;
