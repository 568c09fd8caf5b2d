import { z } from "zod";
import { pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";

/** What agents may do, or may not, without asking a person each time. */

/** A class of permission as agents name it: bash, edit, external_directory, … */
export const PermissionClass = z
  .string({ message: "give the class of the permission, such as bash" })
  .regex(/^[a-z][a-z0-9_-]{0,99}$/i, {
    message: "must be the class of a permission, such as bash or external_directory",
  });

/** What is asked, with `*` for anything and `?` for one character; ` *` at the end may also be missing. */
export const PermissionPattern = z
  .string({ message: "give the pattern as text" })
  .trim()
  .min(1, { message: "must not be empty" })
  .max(1000, { message: "must have at most 1000 characters" })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), { message: "must be one line" });

export const RuleAction = z.enum(["allow", "deny"], { message: "must be allow or deny" });
export type RuleAction = z.infer<typeof RuleAction>;

export const CreateRuleInput = z.object({
  projectId: Id,
  permission: PermissionClass,
  patterns: z
    .array(PermissionPattern)
    .min(1, { message: "name at least one" })
    .max(20, { message: "must be at most 20" }),
  action: RuleAction,
});
export type CreateRuleInput = z.infer<typeof CreateRuleInput>;

export const DeleteRuleInput = z.object({ projectId: Id, ruleId: Id });
export type DeleteRuleInput = z.infer<typeof DeleteRuleInput>;

export const ListRulesInput = z.object({ projectId: Id });

export const PermissionRuleView = z.object({
  id: Id,
  permission: z.string(),
  pattern: z.string(),
  action: RuleAction,
  /** Set where it holds for one run alone, while that run goes on. */
  run: z.object({ id: Id, taskNumber: z.number().int() }).nullable(),
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** How often it has answered an agent. */
  uses: z.number().int(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type PermissionRuleView = z.infer<typeof PermissionRuleView>;

export const PermissionRulePage = pageOf(PermissionRuleView);
export const CreatedRules = z.object({ rules: z.array(z.object({ id: Id, pattern: z.string() })) });
export type CreatedRules = z.infer<typeof CreatedRules>;
