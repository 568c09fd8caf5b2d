import { sql } from "drizzle-orm";
import { bigint, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";

/** Read out of the record by the database itself, so that filters have an index and no second truth. */
const ofRecord = (path: string) => text().generatedAlwaysAs(sql.raw(`(record::jsonb ${path})`));

const searched = [
  "->> 'what'",
  "->> 'command'",
  "->> 'reason'",
  "-> 'target' ->> 'name'",
  "-> 'actor' ->> 'name'",
];
const words = [...searched, "-> 'onBehalfOf' ->> 'name'"].map(
  (path) => `coalesce(record::jsonb ${path}, '')`,
);

export const auditLog = pgTable(
  "audit_log",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: createdAt(),
    /** The row in canonical JSON, exactly what the seal covers. */
    record: text().notNull(),
    operationId: uuid(),
    projectId: uuid(),
    personId: uuid(),
    /**
     * Counts the rows without a gap: drawn under the lock that is held until the commit, so that one which was rolled
     * back leaves none, and one that is missing was removed.
     */
    sequence: bigint({ mode: "number" }).notNull(),
    /** HMAC-SHA256 over the previous seal and the whole row; null until the sealer has been here. */
    seal: text(),
    what: ofRecord("->> 'what'"),
    command: ofRecord("->> 'command'"),
    level: ofRecord("->> 'level'"),
    via: ofRecord("->> 'via'"),
    actorId: ofRecord("-> 'actor' ->> 'id'"),
    /** What a search looks through, in small letters: ILIKE would fold each row anew. */
    words: text().generatedAlwaysAs(sql.raw(`lower(${words.join(" || ' ' || ")})`)),
  },
  (table) => [
    uniqueIndex("audit_log_sequence").on(table.sequence),
    index("audit_log_operation").on(table.operationId, table.id),
    index("audit_log_project").on(table.projectId, table.id),
    index("audit_log_person").on(table.personId, table.id),
    index("audit_log_what").on(table.what, table.id),
    index("audit_log_command").on(table.command, table.id),
    index("audit_log_level").on(table.level, table.id),
    index("audit_log_actor").on(table.actorId, table.id),
    index("audit_log_at").on(table.at),
  ],
);

/** What keys and agents read; not part of the chain. */
export const accessLog = pgTable(
  "access_log",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: createdAt(),
    actorKind: text().notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    personId: uuid(),
    via: text().notNull(),
    /** The query or stream by name. */
    verb: text().notNull(),
    /** The ids in its address. */
    subject: text(),
    projectId: uuid(),
    requestId: text().notNull(),
    ip: text(),
  },
  (table) => [index("access_log_age").on(table.at), index("access_log_actor").on(table.actorId, table.id)],
);
