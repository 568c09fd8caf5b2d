import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { channels, consentKinds, operationStates, stepStates } from "../../lib/kernel/answer.ts";
import { type DangerLevel, dangerLevels } from "../../lib/kernel/danger.ts";
import { at, createdAt, json } from "./columns.ts";
import { users } from "./people.ts";

type Json = Record<string, unknown>;

export const operations = pgTable(
  "operations",
  {
    id: uuid().primaryKey(),
    command: text().notNull(),
    level: text({ enum: dangerLevels }).notNull(),
    state: text({ enum: operationStates }).notNull(),
    via: text({ enum: channels }).notNull(),
    actor: json().$type<Json>().notNull(),
    /** The person who asked, or who stands behind the key or agent that did. */
    personId: uuid().references(() => users.id, { onDelete: "set null" }),
    targetKind: text().notNull(),
    targetId: text().notNull(),
    targetName: text().notNull(),
    projectId: uuid(),
    input: json().$type<Json>().notNull(),
    inputHash: text().notNull(),
    /** The whole input, encrypted, where `input` had to leave secrets out. */
    sealedInput: text(),
    reason: text(),
    needs: json().$type<Json[]>().notNull(),
    losses: json().$type<Json[]>().notNull(),
    fingerprint: text().notNull(),
    /** What made the level higher than the catalogue's. */
    raised: json().$type<{ from: DangerLevel; by: string }>(),
    /** What rests on what would go; shown beside the losses. */
    dependants: json().$type<Json[]>().notNull().default([]),
    /** What becomes what; a secret is only said to change. */
    changes: json().$type<Json[]>().notNull().default([]),
    lastBackup: json().$type<Json>(),
    typedName: boolean().notNull().default(false),
    /** When it was held first; set for all that ever waited for a consent. */
    heldAt: at(),
    notBefore: at(),
    /** When it was told that its cooldown is over. */
    cooledAt: at(),
    expiresAt: at(),
    result: json().$type<unknown>(),
    error: json().$type<Json>(),
    progress: json().$type<{ percent: number | null; text: string }>(),
    attempt: integer().notNull().default(0),
    leaseOwner: text(),
    leaseUntil: at(),
    isCancelAsked: boolean().notNull().default(false),
    /** What the command's work is keyed by; two with one key never run at once. */
    workKey: text(),
    requestId: text().notNull(),
    createdAt: createdAt(),
    startedAt: at(),
    endedAt: at(),
  },
  (table) => [
    index("operations_project").on(table.projectId, table.id),
    index("operations_person").on(table.personId, table.id),
    index("operations_open").on(table.state).where(sql`${table.state} in ('queued', 'held', 'running')`),
    index("operations_target").on(table.targetKind, table.targetId, table.id),
    index("operations_held").on(table.id).where(sql`${table.heldAt} is not null`),
  ],
);

/** Each outside call of an operation; a finished one is never made again after a crash. */
export const operationSteps = pgTable(
  "operation_steps",
  {
    operationId: uuid()
      .notNull()
      .references(() => operations.id, { onDelete: "cascade" }),
    position: integer().notNull(),
    name: text().notNull(),
    state: text({ enum: stepStates }).notNull(),
    result: json().$type<unknown>(),
    error: text(),
    startedAt: at(),
    endedAt: at(),
  },
  (table) => [
    primaryKey({ columns: [table.operationId, table.position] }),
    uniqueIndex("operation_steps_name").on(table.operationId, table.name),
  ],
);

export const operationLogs = pgTable(
  "operation_logs",
  {
    operationId: uuid()
      .notNull()
      .references(() => operations.id, { onDelete: "cascade" }),
    sequence: integer().notNull(),
    at: createdAt(),
    line: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.operationId, table.sequence] })],
);

/** One consent of a held operation; `lapsedAt` when the world changed and it must be asked again. */
export const consents = pgTable(
  "consents",
  {
    id: uuid().primaryKey(),
    operationId: uuid()
      .notNull()
      .references(() => operations.id, { onDelete: "cascade" }),
    kind: text({ enum: consentKinds }).notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    isNameTyped: boolean().notNull(),
    /** Given within minutes of signing in, as some consents ask for. */
    hasJustSignedIn: boolean().notNull().default(false),
    reason: text(),
    givenAt: createdAt(),
    lapsedAt: at(),
  },
  (table) => [
    index("consents_operation").on(table.operationId),
    index("consents_break_glass").on(table.givenAt).where(sql`${table.kind} = 'break_glass'`),
  ],
);

export const confirmTokens = pgTable(
  "confirm_tokens",
  {
    tokenHash: text().primaryKey(),
    operationId: uuid()
      .notNull()
      .references(() => operations.id, { onDelete: "cascade" }),
    confirmerId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    inputHash: text().notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    usedAt: at(),
  },
  (table) => [index("confirm_tokens_operation").on(table.operationId)],
);

/** The answer an idempotency key has had, for 24 hours. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    owner: text().notNull(),
    key: text().notNull(),
    command: text().notNull(),
    inputHash: text().notNull(),
    answer: json().$type<Json>(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.owner, table.key] }),
    index("idempotency_keys_age").on(table.createdAt),
  ],
);
