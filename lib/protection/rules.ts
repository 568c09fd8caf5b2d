import type { Access, FactRequirement } from "./actions.ts";

/** How long a held operation can be answered once nothing but people stands in its way. */
export const answerWindowMs = 7 * 24 * 3_600_000;

export const factSentences: Record<FactRequirement, string> = {
  backup_exists: "A backup has to exist. Create one first.",
  another_verified_backup:
    "Another backup has to be verified, for the last one is never deleted. Make or verify another one first.",
  backup_verified: "A backup has to be verified, that is, restored once. Verify one first.",
  new_key_given:
    "The master key is given from outside. Start every server with a new one as LOCKKEEPER_MASTER_KEY and the present one as LOCKKEEPER_MASTER_KEY_PREVIOUS, then rotate.",
};

const accessOrder: readonly Access[] = ["none", "read", "write", "admin"];

export const hasAccess = (granted: Access, needed: Access): boolean =>
  accessOrder.indexOf(granted) >= accessOrder.indexOf(needed);
