import {
  bigint,
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { providerNames } from "../../lib/kernel/states.ts";
import { createdAt, json } from "./columns.ts";
import { users } from "./people.ts";
import { projects } from "./projects.ts";
import { runs } from "./tasks.ts";

/** What models cost, in US dollars for a million tokens, where an admin said so; else the product's own list holds. */
export const modelPrices = pgTable(
  "model_prices",
  {
    provider: text({ enum: providerNames }).notNull(),
    model: text().notNull(),
    inputUsd: doublePrecision().notNull(),
    outputUsd: doublePrecision().notNull(),
    /** Null: as input. */
    cacheReadUsd: doublePrecision(),
    cacheWriteUsd: doublePrecision(),
    updatedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    updatedAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.model] })],
);

/** One row for each call that the gateway passed on; it outlives its run. */
export const llmCalls = pgTable(
  "llm_calls",
  {
    id: uuid().primaryKey(),
    runId: uuid().references(() => runs.id, { onDelete: "set null" }),
    projectId: uuid().references(() => projects.id, { onDelete: "set null" }),
    provider: text({ enum: providerNames }).notNull(),
    model: text().notNull(),
    /** Of the provider's answer; null: it gave none. */
    status: integer(),
    inputTokens: integer().notNull().default(0),
    outputTokens: integer().notNull().default(0),
    cacheReadTokens: integer().notNull().default(0),
    cacheWriteTokens: integer().notNull().default(0),
    /** Part of the output. */
    reasoningTokens: integer().notNull().default(0),
    costUsd: doublePrecision().notNull().default(0),
    /** False where no price of the model is known: it counts as nothing. */
    isPriced: boolean().notNull().default(false),
    /** The provider said no number: it was told from the length of the texts. */
    isEstimated: boolean().notNull().default(false),
    /** It was ended by us before its end. */
    isCut: boolean().notNull().default(false),
    firstByteMs: integer(),
    durationMs: integer().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index("llm_calls_run").on(table.runId),
    index("llm_calls_project").on(table.projectId, table.createdAt),
    index("llm_calls_time").on(table.createdAt),
  ],
);

/**
 * The sums of the calls of a day of UTC. Budgets of a month are judged by these, and need not read every call; what a
 * project spent counts also when it is gone.
 */
export const spendDays = pgTable(
  "spend_days",
  {
    day: date({ mode: "string" }).notNull(),
    projectId: uuid().notNull(),
    provider: text({ enum: providerNames }).notNull(),
    model: text().notNull(),
    calls: integer().notNull(),
    /** Those whose model has no known price: they cost nothing here. */
    unpricedCalls: integer().notNull(),
    /** Cached ones too. */
    inputTokens: bigint({ mode: "number" }).notNull(),
    outputTokens: bigint({ mode: "number" }).notNull(),
    costUsd: doublePrecision().notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.projectId, table.provider, table.model] })],
);

/** Settings of the installation, each by its key and with a schema of its own. */
export const installationSettings = pgTable("installation_settings", {
  key: text().primaryKey(),
  value: json().$type<Record<string, unknown>>().notNull(),
  /** What the variables of the latest start say; what people set goes before it. */
  fromEnvironment: json().$type<Record<string, unknown>>().notNull().default({}),
  updatedBy: uuid().references(() => users.id, { onDelete: "set null" }),
  updatedAt: createdAt(),
});

/** Their secret fields. */
export const settingSecrets = pgTable(
  "setting_secrets",
  {
    key: text().notNull(),
    field: text().notNull(),
    sealed: text().notNull(),
    origin: text({ enum: ["environment", "dashboard"] }).notNull(),
    updatedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    updatedAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.key, table.field, table.origin] })],
);
