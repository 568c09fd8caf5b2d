import { bigint, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { dangerLevels } from "../../lib/kernel/danger.ts";
import { at, createdAt, json } from "./columns.ts";
import { users } from "./people.ts";
import { projects } from "./projects.ts";

/** What was changed of the protection rules: one row a subject, for the installation or one project. */
export const protectionRules = pgTable(
  "protection_rules",
  {
    id: uuid().primaryKey(),
    /** A command's name, or the danger level whose usual cooldown is meant. */
    subject: text().notNull(),
    projectId: uuid().references(() => projects.id, { onDelete: "cascade" }),
    level: text({ enum: dangerLevels }),
    consents: json().$type<string[]>(),
    cooldownMs: bigint({ mode: "number" }),
    reason: text(),
    setBy: uuid().references(() => users.id, { onDelete: "set null" }),
    /** From then on the rule holds no more. */
    expiresAt: at(),
    createdAt: createdAt(),
  },
  (table) => [unique("protection_rules_subject").on(table.subject, table.projectId).nullsNotDistinct()],
);
