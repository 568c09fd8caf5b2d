import { bigint, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";

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
    /** HMAC-SHA256 over the previous seal, the id and the record; null until the sealer has been here. */
    seal: text(),
  },
  (table) => [
    index("audit_log_operation").on(table.operationId, table.id),
    index("audit_log_project").on(table.projectId, table.id),
    index("audit_log_person").on(table.personId, table.id),
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
