import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, createdAt, json } from "./columns.ts";

export const users = pgTable(
  "users",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** Kept in lower case; the address a sign-in link is made for. */
    email: text().notNull(),
    role: text({ enum: ["owner", "admin", "member"] }).notNull(),
    /** The identity provider whose groups gave the role; null where a person did. */
    roleFrom: text(),
    /** When a person last chose the role; groups leave it alone from then on. Null: nobody did since they came. */
    roleChosenAt: at(),
    image: text(),
    emailVerifiedAt: at(),
    disabledAt: at(),
    /** Why, in words for the person. */
    disabledBecause: text(),
    /** Gone for good; the row stays, without an address, so that what they did keeps their name. */
    removedAt: at(),
    lastSeenAt: at(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex("users_email").on(table.email)],
);

/** How a session began. The version before this one says nothing: it knew setup and links. */
export const signInMethods = ["setup", "link", "invitation", "provider", "passkey"] as const;

/**
 * Somebody showed a cookie that had been exchanged already; the person, or an admin, ended it elsewhere; or the provider
 * by which it began: it was changed here, cannot be asked about the person any more, or by its rules they may not stay.
 */
export const sessionEnds = [
  "reused",
  "revoked",
  "revoked_by_admin",
  "provider_changed",
  "token_refused",
  "provider_away_too_long",
  "not_listed",
  "not_in_organisation",
  "not_in_group",
  "wrong_domain",
  "email_not_verified",
] as const;

/**
 * A signed-in browser; only SHA-256 of its cookies are kept. A cookie is good for a short while and then exchanged for
 * the next one; the one before stays good until the new one has come back once, for its answer may have been lost.
 */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey().defaultRandom(),
    tokenHash: text().notNull(),
    /** When the cookie of `tokenHash` was given out. */
    renewedAt: createdAt(),
    /** When it came back for the first time. */
    arrivedAt: at(),
    previousTokenHash: text(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    method: text({ enum: signInMethods }).notNull().default("link"),
    /** The identity provider, where it was one. */
    providerId: text(),
    /** When the person last proved who they are, for what asks to sign in again. */
    authenticatedAt: createdAt(),
    ip: text(),
    userAgent: text(),
    lastUsedAt: createdAt(),
    /** However much it is used, it ends here. */
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    /** Ended before its time. It is kept for a while, so that its browser can be told why. */
    endedAt: at(),
    endedBecause: text({ enum: sessionEnds }),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("sessions_token").on(table.tokenHash),
    index("sessions_previous_token").on(table.previousTokenHash),
    index("sessions_user").on(table.userId),
  ],
);

/** Where people may sign in: GitHub, and any provider of OpenID Connect. */
export const identityProviders = pgTable("identity_providers", {
  /** Stands in its addresses. */
  id: text().primaryKey(),
  kind: text({ enum: ["github", "oidc"] }).notNull(),
  name: text().notNull(),
  isEnabled: boolean().notNull().default(true),
  /** The issuer of OpenID Connect, or the address of a GitHub. */
  issuer: text().notNull(),
  clientId: text().notNull(),
  sealedSecret: text(),
  scopes: text().array().notNull().default(sql`'{}'`),
  /** Who may come in: names, organisations, domains of addresses, groups. */
  allowed: json().$type<unknown>().notNull().default({}),
  /** The claim that names a person's groups, and the role and projects that each gives. */
  groupClaim: text(),
  groupRoles: json().$type<unknown>().notNull().default([]),
  /** What is made of somebody new who may come in; null: they have to be invited. */
  newPeople: text({ enum: ["member"] }),
  origin: text({ enum: ["environment", "dashboard"] }).notNull(),
  updatedBy: uuid().references(() => users.id, { onDelete: "set null" }),
  createdAt: createdAt(),
  updatedAt: createdAt(),
});

/** Accounts at an outside identity provider that a person signs in with. */
export const accounts = pgTable(
  "accounts",
  {
    provider: text().notNull(),
    providerAccountId: text().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The name and the address that the provider knows the person by. */
    login: text(),
    email: text(),
    /** What asks the provider, once a day, whether the person may still come in. */
    sealedToken: text(),
    /** When that was last asked, and answered with yes. */
    checkedAt: at(),
    lastUsedAt: at(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.providerAccountId] }),
    index("accounts_user").on(table.userId),
  ],
);

export const passkeys = pgTable(
  "passkeys",
  {
    id: uuid().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    /** Both in base64url. */
    credentialId: text().notNull(),
    publicKey: text().notNull(),
    counter: bigint({ mode: "number" }).notNull(),
    transports: text().array().notNull(),
    isBackedUp: boolean().notNull(),
    lastUsedAt: at(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("passkeys_credential").on(table.credentialId),
    index("passkeys_user").on(table.userId),
  ],
);

/** What a passkey has to sign next; good once and for minutes. */
export const passkeyChallenges = pgTable("passkey_challenges", {
  challengeHash: text().primaryKey(),
  /** Whose passkey is being made, or asked for again; null at a sign-in, where nobody is known yet. */
  userId: uuid().references(() => users.id, { onDelete: "cascade" }),
  purpose: text({ enum: ["register", "sign_in", "sign_in_again"] }).notNull(),
  expiresAt: timestamp({ withTimezone: true }).notNull(),
});

/** How often somebody may still try to sign in; a bucket that fills by itself. */
export const signInAttempts = pgTable("sign_in_attempts", {
  /** An address, or a person. */
  key: text().primaryKey(),
  left: real().notNull(),
  at: createdAt(),
});

/** How far each person is with the guided start. */
export const onboarding = pgTable("onboarding", {
  userId: uuid()
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  steps: text().array().notNull().default(sql`'{}'`),
  endedAt: at(),
  updatedAt: createdAt(),
});

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
