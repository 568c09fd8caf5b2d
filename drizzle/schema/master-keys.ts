import { integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, createdAt } from "./columns.ts";

/** Which master keys there have been; the keys themselves lie outside the database. */
export const masterKeys = pgTable(
  "master_keys",
  {
    /** As it stands in what it sealed. */
    id: text().primaryKey(),
    /** Counted from 1; the highest is in force. */
    number: integer().notNull(),
    /** From then on nothing may be sealed by it. */
    retiredAt: at(),
    /** What is still asked of it once it is retired, sealed by the one in force. */
    sealedKept: text(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("master_keys_number").on(table.number)],
);
