import { z } from "zod";
import { pageOf } from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";
import { Description } from "#lib/kernel/text.ts";
import { consentNames } from "#lib/operations/rule-change.ts";
import { type ActionName, actions } from "#lib/protection/actions.ts";
import { type CooledLevel, cooledLevels } from "#lib/protection/requirements.ts";

/** What a rule is about: a command, or a level whose usual cooldown is meant. */
export type RuleSubject = ActionName | CooledLevel;

const isSubject = (name: string): name is RuleSubject =>
  Object.hasOwn(actions, name) || cooledLevels.some((level) => level === name);

const Subject = z
  .string()
  .max(100)
  .refine(isSubject, "the name of a command, such as project.delete, or HIGH or CRITICAL");

const daysMax = 90;
const CooldownMs = z
  .number()
  .int()
  .min(0)
  .max(daysMax * 24 * 3_600_000, `at most ${daysMax} days`);

const RuleFields = z.object({
  command: Subject,
  projectId: Id.optional(),
  level: DangerLevel.exclude(["SAFE"]).optional(),
  consents: z.array(z.enum(consentNames)).max(4).optional(),
  cooldownMs: CooldownMs.optional(),
  /** Takes the rule away, so that what stood before it holds again. */
  reset: z.boolean().optional(),
  reason: Description.optional(),
});

const hasChange = ({ level, consents, cooldownMs, reset }: z.infer<typeof RuleFields>): boolean =>
  reset === true || level !== undefined || consents !== undefined || cooldownMs !== undefined;

const nothing = { message: "give a level, consents, a cooldownMs or reset", path: ["level"] };

export const RaiseRuleInput = RuleFields.refine(hasChange, nothing);
export const RelaxRuleInput = RuleFields.extend({
  /** From then on the rule holds no more. */
  until: z.iso.datetime().optional(),
}).refine(hasChange, nothing);
export type RuleInput = z.infer<typeof RelaxRuleInput>;

/** A rule that people set, in force now. */
export const RuleView = z.object({
  id: Id,
  subject: z.string(),
  project: z.object({ id: Id, name: z.string() }).nullable(),
  level: DangerLevel.nullable(),
  consents: z.array(z.enum(consentNames)).nullable(),
  cooldownMs: z.number().nullable(),
  reason: z.string().nullable(),
  setBy: z.object({ id: Id, name: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  /** True where it asks for less than the catalogue does. */
  isRelaxed: z.boolean(),
});
export type RuleView = z.infer<typeof RuleView>;

export const RuleAnswer = z.object({ rule: RuleView.nullable() });

const Asked = z.object({
  level: DangerLevel,
  consents: z.array(z.enum(consentNames)),
  cooldownMs: z.number(),
});

/** One command: what the catalogue says, what is in force, and the rules between. */
export const CommandRule = z.object({
  subject: z.string(),
  sentence: z.string(),
  who: z.enum(["any", "person", "admin", "owner"]),
  facts: z.array(z.string()),
  own: Asked,
  inForce: Asked,
  /** False where it is part of the protection itself and stays as it is. */
  isChangeable: z.boolean(),
  rules: z.array(RuleView),
});

export const ListRulesInput = z.object({ projectId: Id.optional() });
export const RuleList = pageOf(CommandRule).extend({
  /** The usual cooldowns of the levels, with the rules that changed them. */
  levels: z.array(
    z.object({
      level: z.enum(cooledLevels),
      ownCooldownMs: z.number(),
      cooldownMs: z.number(),
      rules: z.array(RuleView),
    }),
  ),
  /** How many rules ask for less than the catalogue does. */
  relaxed: z.number(),
});
