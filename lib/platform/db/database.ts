import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { connect } from "#lib/platform/db/connect.ts";
import { preparing } from "#lib/platform/db/prepare-statements.ts";

/** A pool to read from; writes go through `transact`. */
export interface Database {
  readonly orm: PostgresJsDatabase;
  readonly sql: Sql;
  close(): Promise<void>;
}

/** A transaction, or the pool itself where a function only reads. */
export type Tx = Pick<
  PostgresJsDatabase,
  "select" | "insert" | "update" | "delete" | "execute" | "selectDistinct"
>;

/** Opens a pool of at most `connectionsMax` connections on `url`. */
export function openDatabase(url: string, connectionsMax = 10): Database {
  const sql = connect(url, { max: connectionsMax, idle_timeout: 60 });
  const orm = drizzle(preparing(sql), { casing: "snake_case" });
  return { orm, sql, close: () => sql.end({ timeout: 5 }) };
}
