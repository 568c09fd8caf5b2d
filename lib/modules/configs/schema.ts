import { z } from "zod";
import { PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { ModelName } from "#lib/modules/tasks/schema.ts";

/** How agents work in a project. */

const CheckCommand = z
  .string({ message: "give the command as text" })
  .trim()
  .max(4000, { message: "must have at most 4000 characters" })
  .refine((command) => !command.includes("\0"), { message: "must not hold a NUL character" })
  .transform((command) => (command === "" ? null : command));

export const ReadConfigInput = z.object({ projectId: Id });

/** What is left out stays as it is. */
export const UpdateConfigInput = ReadConfigInput.extend({
  /** Null: the project's own, else the installation's default. */
  provider: ProviderName.nullable().optional(),
  /** Null: the provider's first. */
  model: ModelName.nullable().optional(),
  /** Runs in the worktree by a shell before each review; null or empty: none. */
  checkCommand: CheckCommand.nullable().optional(),
  isReviewOn: z.boolean({ message: "must be true or false" }).optional(),
  /** How often a review may send the work back before a person looks at it. */
  reviewRoundsMax: z
    .number({ message: "must be a number" })
    .int({ message: "must be a whole number" })
    .min(0, { message: "must be from 0 to 10" })
    .max(10, { message: "must be from 0 to 10" })
    .optional(),
  /** Told to the agent with every prompt. */
  instructions: z
    .string({ message: "give the instructions as text" })
    .trim()
    .max(20_000, { message: "must have at most 20000 characters" })
    .refine((text) => !text.includes("\0"), { message: "must not hold a NUL character" })
    .optional(),
});
export type UpdateConfigInput = z.infer<typeof UpdateConfigInput>;

export const ConfigView = z.object({
  /** 0: nothing was ever set. */
  version: z.number().int(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  checkCommand: z.string().nullable(),
  isReviewOn: z.boolean(),
  reviewRoundsMax: z.number().int(),
  instructions: z.string(),
  createdAt: z.iso.datetime().nullable(),
});
export type ConfigView = z.infer<typeof ConfigView>;

/** What a version says, beside who wrote it and when. */
export const configFields = [
  "provider",
  "model",
  "checkCommand",
  "isReviewOn",
  "reviewRoundsMax",
  "instructions",
] as const;
export const ConfigField = z.enum(configFields);
export type ConfigField = z.infer<typeof ConfigField>;

export const ConfigVersion = ConfigView.extend({
  /** True for the one that new runs work by. */
  isActive: z.boolean(),
  /** What it says otherwise than the version before it. */
  changed: z.array(ConfigField),
  createdBy: z.object({ id: Id, name: z.string() }).nullable(),
});
export type ConfigVersion = z.infer<typeof ConfigVersion>;
export const ConfigVersionPage = pageOf(ConfigVersion);

const VersionNumber = z.coerce
  .number({ message: "must be the number of a version" })
  .int({ message: "must be a whole number" })
  .min(1, { message: "must be 1 or more" })
  .max(1_000_000_000, { message: "is too large" });

export const ListConfigVersionsInput = ReadConfigInput.extend({
  limit: PageInput.shape.limit,
  /** The version seen last. */
  cursor: VersionNumber.optional(),
});
export const ActivateConfigInput = ReadConfigInput.extend({ version: VersionNumber });
