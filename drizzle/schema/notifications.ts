import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, createdAt, json } from "./columns.ts";
import { operations } from "./operations.ts";
import { users } from "./people.ts";

type Json = Record<string, unknown>;

/** One thing that one person was told of in the dashboard. */
export const notices = pgTable(
  "notices",
  {
    id: uuid().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The event it tells of; told to each person once. */
    eventId: bigint({ mode: "number" }).notNull(),
    kind: text().notNull(),
    operationId: uuid()
      .notNull()
      .references(() => operations.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
    readAt: at(),
  },
  (table) => [
    uniqueIndex("notices_event").on(table.userId, table.eventId),
    index("notices_user").on(table.userId, table.id),
    index("notices_operation").on(table.operationId),
    index("notices_unread").on(table.userId).where(sql`${table.readAt} is null`),
  ],
);

/** A way out of the dashboard: a webhook, or e-mail over SMTP. */
export const channels = pgTable("channels", {
  id: uuid().primaryKey(),
  kind: text({ enum: ["webhook", "email"] }).notNull(),
  name: text().notNull(),
  settings: json().$type<Json>().notNull(),
  /** The signing secret or the password, encrypted. */
  sealedSecret: text(),
  isEnabled: boolean().notNull().default(true),
  /** How many attempts failed since the last that did not. */
  failedInRow: integer().notNull().default(0),
  createdAt: createdAt(),
  updatedAt: createdAt(),
});

/** One message to one channel, tried until it arrives or is given up. */
export const deliveries = pgTable(
  "deliveries",
  {
    id: uuid().primaryKey(),
    channelId: uuid()
      .notNull()
      .references(() => channels.id, { onDelete: "cascade" }),
    /** Null for a test that a person asked for. */
    eventId: bigint({ mode: "number" }),
    kind: text().notNull(),
    operationId: uuid().references(() => operations.id, { onDelete: "set null" }),
    payload: json().$type<Json>().notNull(),
    state: text({ enum: ["pending", "sent", "failed"] }).notNull(),
    attempt: integer().notNull().default(0),
    nextAttemptAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    /** What the other side answered, or why it could not be reached. */
    answer: text(),
    createdAt: createdAt(),
    endedAt: at(),
  },
  (table) => [
    uniqueIndex("deliveries_event").on(table.channelId, table.eventId),
    index("deliveries_channel").on(table.channelId, table.id),
    index("deliveries_pending").on(table.nextAttemptAt).where(sql`${table.state} = 'pending'`),
  ],
);
