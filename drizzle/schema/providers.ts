import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { providerNames } from "../../lib/kernel/states.ts";
import { at, createdAt } from "./columns.ts";

/** The language models that agents reach through the gateway, one row for each provider that was set up. */
export const llmProviders = pgTable(
  "llm_providers",
  {
    /** What the key is sealed to: a row made anew under the same name does not open the old one's key. */
    id: uuid().primaryKey(),
    name: text({ enum: providerNames }).notNull(),
    /** Null: the provider's own address. */
    baseUrl: text(),
    models: text().array().notNull(),
    sealedKey: text(),
    /** The last four characters of the key, for people to know it by. */
    keyHint: text(),
    isDefault: boolean().notNull().default(false),
    /** How the provider answered when it was last set up; the error is null when it did. */
    checkedAt: at(),
    checkDurationMs: integer(),
    checkError: text(),
    updatedAt: createdAt(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("llm_providers_name").on(table.name),
    uniqueIndex("llm_providers_default").on(table.isDefault).where(sql`${table.isDefault}`),
    check("llm_providers_custom_address", sql`${table.name} <> 'custom' or ${table.baseUrl} is not null`),
  ],
);
