import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import { ModelName, ProviderName } from "#lib/modules/providers-llm/schema.ts";

/** What models cost, what may be spent on them, and what was. Money is in US dollars. */

/** Of one call, as the provider counts them; no token is in two of the first four. */
export interface CallTokens {
  /** Neither read from a cache nor written into one. */
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  /** Part of the output. */
  reasoning: number;
}

/** US dollars for a million tokens; a cache's price that is null is that of input. */
export interface TokenPrice {
  inputUsd: number;
  outputUsd: number;
  cacheReadUsd: number | null;
  cacheWriteUsd: number | null;
}

const Price = z
  .number({ message: "must be a number of US dollars" })
  .min(0, { message: "must not be less than 0" })
  .max(10_000, { message: "must be at most 10,000" });

export const ModelPrice = z.object({
  provider: ProviderName,
  model: z.string(),
  inputUsd: z.number(),
  outputUsd: z.number(),
  /** Null: as input. */
  cacheReadUsd: z.number().nullable(),
  cacheWriteUsd: z.number().nullable(),
  /** Where it is from: an admin, or the product's own list. */
  source: z.enum(["set", "listed"]),
  /** When it was set, or when the list was last looked over. */
  asOf: z.iso.datetime(),
});
export type ModelPrice = z.infer<typeof ModelPrice>;
export const ModelPricePage = z.object({ items: z.array(ModelPrice), nextCursor: z.null() });

const PricedModel = z.object({ provider: ProviderName, model: ModelName });

export const SetPriceInput = PricedModel.extend({
  inputUsd: Price,
  outputUsd: Price,
  /** Left out or null: as input. */
  cacheReadUsd: Price.nullable().default(null),
  cacheWriteUsd: Price.nullable().default(null),
});
export type SetPriceInput = z.infer<typeof SetPriceInput>;
export const SetPriceAnswer = z.object({ price: ModelPrice });

export const ClearPriceInput = PricedModel;
export type ClearPriceInput = z.infer<typeof ClearPriceInput>;

const Limit = (what: string) =>
  z
    .number({ message: `give ${what} as a number of US dollars` })
    .min(0, { message: "must not be less than 0" })
    .max(1_000_000, { message: "must be at most 1,000,000" });

/** Null: as the installation says. What is left out stays as it is. */
export const SetBudgetsInput = z.object({
  projectId: Id,
  runUsd: Limit("what a run may cost").nullable().optional(),
  monthUsd: Limit("what a month may cost").nullable().optional(),
});
export type SetBudgetsInput = z.infer<typeof SetBudgetsInput>;
export const ProjectBudgets = z.object({ runUsd: z.number().nullable(), monthUsd: z.number().nullable() });
export const SetBudgetsAnswer = z.object({ budgets: ProjectBudgets });

export const RaiseBudgetInput = z.object({
  projectId: Id,
  taskId: Id,
  /** What the task's current run may cost in all, what it has cost already included. */
  budgetUsd: Limit("what the run may cost"),
});
export type RaiseBudgetInput = z.infer<typeof RaiseBudgetInput>;
export const RaiseBudgetAnswer = z.object({ run: z.object({ id: Id, budgetUsd: z.number() }) });

const Month = z
  .string({ message: "give the month as text, such as 2026-11" })
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, { message: "must be a month such as 2026-11" });

/** Without a month the one that is now, by UTC. */
export const ReadSpendingInput = z.object({ month: Month.optional() });
export const ReadProjectSpendingInput = ReadSpendingInput.extend({ projectId: Id });

const Sums = {
  calls: z.number().int(),
  /** Of models without a known price: they cost nothing here. */
  unpricedCalls: z.number().int(),
  /** Cached ones too. */
  inputTokens: z.number(),
  outputTokens: z.number(),
  costUsd: z.number(),
};
export const SpendingOfModel = z.object({ provider: ProviderName, model: z.string(), ...Sums });
export const SpendingOfDay = z.object({ day: z.iso.date(), costUsd: z.number() });
export const SpendingOfProject = z.object({
  projectId: Id,
  /** Null: it is gone. */
  name: z.string().nullable(),
  ...Sums,
});
export const SpendingOfRun = z.object({
  runId: Id,
  taskNumber: z.number().int(),
  title: z.string(),
  ordinal: z.number().int(),
  model: z.string(),
  costUsd: z.number(),
});

const Spending = z.object({
  month: z.string(),
  ...Sums,
  /** What the month may cost; null: nobody set a limit. */
  limitUsd: z.number().nullable(),
  /** From this share of the limit on people are warned. */
  warnFrom: z.number(),
  /** Days without a call are left out. */
  days: z.array(SpendingOfDay),
  /** The dearest first. */
  models: z.array(SpendingOfModel),
});

export const InstallationSpending = Spending.extend({
  /** The dearest first, at most 100. */
  projects: z.array(SpendingOfProject),
});
export type InstallationSpending = z.infer<typeof InstallationSpending>;

export const ProjectSpending = Spending.extend({
  /** What the project itself says; null: the installation's holds. */
  budgets: ProjectBudgets,
  /** What holds for a run that says nothing else; null: nobody set a limit. */
  runLimitUsd: z.number().nullable(),
  /** Those that cost something this month, the dearest first, at most 50. */
  runs: z.array(SpendingOfRun),
});
export type ProjectSpending = z.infer<typeof ProjectSpending>;
