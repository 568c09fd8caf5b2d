import { bigint, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";

export const auditLog = pgTable("audit_log", {
  id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  at: createdAt(),
  /** The row in canonical JSON, exactly what the seal covers. */
  record: text().notNull(),
  operationId: uuid(),
  projectId: uuid(),
  personId: uuid(),
  /** HMAC-SHA256 over the previous seal, the id and the record; null until the sealer has been here. */
  seal: text(),
});
