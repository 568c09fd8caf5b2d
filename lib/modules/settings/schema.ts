import { z } from "zod";

/** Settings of the installation: each key with the schema of its value; what was never set is the schema's default. */

const Usd = z
  .number({ message: "must be a number of US dollars, or null for no limit" })
  .min(0, { message: "must not be less than 0" })
  .max(1_000_000, { message: "must be at most 1,000,000" })
  .nullable();

const Count = (max: number) =>
  z
    .number({ message: "must be a number" })
    .int({ message: "must be a whole number" })
    .min(1, { message: "must be at least 1" })
    .max(max, { message: `must be at most ${max}` });

const Share = z
  .number({ message: "must be a share, such as 0.8" })
  .min(0.1, { message: "must be from 0.1 to 1" })
  .max(1, { message: "must be from 0.1 to 1" });

const parallelMax = Count(200);
const parallelPerProjectMax = Count(50);

/** How many runs may be at work at once. */
const RunSettings = z.object({
  /** In all projects together. */
  parallelMax: parallelMax.default(8),
  /** In one project, where it says nothing else. */
  parallelPerProjectMax: parallelPerProjectMax.default(2),
});

/** What may be spent on models; null: nobody set a limit. */
const BudgetSettings = z.object({
  runUsd: Usd.default(null),
  projectMonthUsd: Usd.default(null),
  monthUsd: Usd.default(null),
  /** From this share of a budget on people are warned. */
  warnFrom: Share.default(0.8),
});

export const settingSchemas = { runs: RunSettings, budgets: BudgetSettings } as const;
export type SettingKey = keyof typeof settingSchemas;
export type SettingValue<Key extends SettingKey> = z.infer<(typeof settingSchemas)[Key]>;

/** What is left out stays as it is; a field of another key is refused. */
export const UpdateSettingInput = z
  .object({
    key: z.enum(["runs", "budgets"], { message: "must be runs or budgets" }),
    parallelMax: parallelMax.optional(),
    parallelPerProjectMax: parallelPerProjectMax.optional(),
    runUsd: Usd.optional(),
    projectMonthUsd: Usd.optional(),
    monthUsd: Usd.optional(),
    warnFrom: Share.optional(),
  })
  .superRefine(({ key, ...fields }, context) => {
    for (const [field, value] of Object.entries(fields)) {
      if (value === undefined || field in settingSchemas[key].shape) continue;
      context.addIssue({ code: "custom", path: [field], message: `is not part of ${key}` });
    }
  });
export type UpdateSettingInput = z.infer<typeof UpdateSettingInput>;

export const SettingsView = z.object({ runs: RunSettings, budgets: BudgetSettings });
export type SettingsView = z.infer<typeof SettingsView>;
