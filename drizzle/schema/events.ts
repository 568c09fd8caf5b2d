import { bigint, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";

/** Ids are drawn under one lock at the end of each transaction, so they commit in their order. */
export const events = pgTable(
  "events",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    topic: text().notNull(),
    name: text().notNull(),
    subjectId: text(),
    projectId: uuid(),
    /** Set where only one person may hear of it. */
    userId: uuid(),
    at: createdAt(),
  },
  (table) => [index("events_age").on(table.at)],
);
