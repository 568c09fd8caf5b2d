import { bigint, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { at, createdAt } from "./columns.ts";

/** Backups of the product itself: its database, secrets and settings, each one encrypted archive. */
export const installationBackups = pgTable("installation_backups", {
  id: uuid().primaryKey(),
  /** In the folder of backups. */
  fileName: text().notNull(),
  reason: text({ enum: ["asked", "daily", "upgrade"] }).notNull(),
  state: text({ enum: ["running", "ready", "failed"] }).notNull(),
  /** The version of the product that made it. */
  version: text().notNull(),
  bytes: bigint({ mode: "number" }),
  /** SHA-256 of the archive, in hex. */
  checksum: text(),
  /** When it was last read again from its first byte to its last. */
  verifiedAt: at(),
  error: text(),
  createdAt: createdAt(),
  endedAt: at(),
});
