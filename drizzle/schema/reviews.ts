import { index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { commentStates } from "../../lib/kernel/states.ts";
import { at, createdAt } from "./columns.ts";
import { users } from "./people.ts";
import { runs } from "./tasks.ts";

/** What a person says to a line of a run's changes; drafts are their author's alone until they are sent together. */
export const reviewComments = pgTable(
  "review_comments",
  {
    id: uuid().primaryKey(),
    runId: uuid()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    state: text({ enum: commentStates }).notNull(),
    path: text().notNull(),
    /** Null: to the file as a whole. */
    line: integer(),
    /** The last line of several; null: it is one. */
    endLine: integer(),
    side: text({ enum: ["old", "new"] }).notNull(),
    text: text().notNull(),
    /** What should stand there instead. */
    suggestion: text(),
    /** The head of the run that it was said about. */
    commit: text(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    sentAt: at(),
    updatedAt: createdAt(),
    createdAt: createdAt(),
  },
  (table) => [index("review_comments_run").on(table.runId, table.state)],
);

/** Files of a run that somebody has seen as they stand. */
export const reviewMarks = pgTable(
  "review_marks",
  {
    runId: uuid()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    path: text().notNull(),
    /** Of the change that was seen: another one is not seen yet. */
    digest: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.userId, table.path] })],
);
