import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, createdAt } from "./columns.ts";

export const users = pgTable(
  "users",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** Kept in lower case; the address a sign-in link is made for. */
    email: text().notNull(),
    role: text({ enum: ["owner", "admin", "member"] }).notNull(),
    image: text(),
    emailVerifiedAt: at(),
    disabledAt: at(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("users_email").on(table.email)],
);

/** A signed-in browser; only the SHA-256 of its cookie is kept. */
export const sessions = pgTable(
  "sessions",
  {
    tokenHash: text().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("sessions_user").on(table.userId)],
);

/** Accounts at an outside identity provider that a person signs in with. */
export const accounts = pgTable(
  "accounts",
  {
    provider: text().notNull(),
    providerAccountId: text().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.providerAccountId] })],
);

/** Setup and sign-in links: good once, only the hash is kept. */
export const signInLinks = pgTable(
  "sign_in_links",
  {
    tokenHash: text().primaryKey(),
    kind: text({ enum: ["setup", "sign_in"] }).notNull(),
    userId: uuid().references(() => users.id, { onDelete: "cascade" }),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    usedAt: at(),
    createdAt: createdAt(),
  },
  (table) => [check("sign_in_links_user", sql`${table.kind} = 'setup' or ${table.userId} is not null`)],
);

export const apiKeys = pgTable(
  "api_keys",
  {
    id: uuid().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    kind: text({ enum: ["cli", "agent", "service"] }).notNull(),
    scopes: text().array().notNull(),
    projectId: uuid(),
    prefix: text().notNull(),
    keyHash: text().notNull(),
    expiresAt: at(),
    lastUsedAt: at(),
    revokedAt: at(),
    /** The key that it was made with, where it was not a person in the browser. */
    madeWithKeyId: uuid(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("api_keys_hash").on(table.keyHash), index("api_keys_user").on(table.userId)],
);

/** Facts about the whole installation, one row a key. */
export const settings = pgTable("settings", {
  key: text().primaryKey(),
  value: text().notNull(),
  isSecret: boolean().notNull().default(false),
  updatedAt: createdAt(),
});
