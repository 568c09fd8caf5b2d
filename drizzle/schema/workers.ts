import { pgTable, text } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";

/** A process that runs jobs; one whose heart stopped loses what it held. */
export const workers = pgTable("workers", {
  id: text().primaryKey(),
  host: text().notNull(),
  /** The names by which graphile-worker locks jobs for this process. */
  threads: text().array().notNull(),
  heartbeatAt: createdAt(),
});
