import { z } from "zod";
import type { DangerLevel } from "#lib/kernel/danger.ts";
import type { Consent } from "#lib/protection/actions.ts";
import type { RuleChange } from "#lib/protection/requirements.ts";

export const consentNames = [
  "user_confirmation",
  "typed_name",
  "second_confirmation",
  "admin_approval",
] as const satisfies readonly Consent[];

const Consents = z.array(z.enum(consentNames)).nullable();

/** What a stored rule changes, in the words of the protection layer. */
export const ruleChangeOf = (rule: {
  level: DangerLevel | null;
  consents: string[] | null;
  cooldownMs: number | null;
}): RuleChange => ({
  level: rule.level,
  consents: Consents.parse(rule.consents),
  cooldownMs: rule.cooldownMs,
});
