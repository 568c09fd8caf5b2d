import { setTimeout as sleep } from "node:timers/promises";
import type { TransactionSql } from "postgres";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import type { TableSum } from "#lib/platform/backup/manifest.ts";
import { listTables, sumTables } from "#lib/platform/backup/table-sums.ts";
import { connect } from "#lib/platform/db/connect.ts";

interface Moment {
  /** Where in the log it is. */
  position: string;
  tables: TableSum[];
}

// Shorter than PostgreSQL's own second after which it looks for deadlocks: it is this lock that gives way, not a writer.
const firstLockTimeoutMs = 200;
const lockTimeoutMaxMs = 900;
const triesMax = 100;

/**
 * Names a moment in the log at which no transaction is under way, and sums up what the tables hold in it. Writers wait
 * for milliseconds: what each has written is in the log before the name or behind it, and the rows are counted
 * afterwards, in a snapshot of that moment.
 */
export async function markMoment(url: string, name: string, signal: AbortSignal): Promise<Moment> {
  const locker = connect(url, { max: 1, fetch_types: false });
  const reader = connect(url, { max: 1, fetch_types: false });
  try {
    for (let tries = 1; ; tries += 1) {
      signal.throwIfAborted();
      try {
        return await reader.begin("isolation level repeatable read read only", async (snapshot) => {
          const lockTimeoutMs = Math.min(firstLockTimeoutMs * tries, lockTimeoutMaxMs);
          const { position, tables } = await locker.begin((tx) =>
            nameMoment({ tx, snapshot, name, lockTimeoutMs }),
          );
          return { position, tables: await sumTables(snapshot, tables) };
        });
      } catch (error) {
        if (!isLockTimeout(error)) throw error;
        if (tries === triesMax)
          throw new ArchiveError(
            "The database is written to without a pause; make the backup at a quieter time.",
          );
        await sleep(100, undefined, { signal });
      }
    }
  } finally {
    await Promise.all([locker.end({ timeout: 5 }), reader.end({ timeout: 5 })]);
  }
}

interface Naming {
  tx: TransactionSql;
  snapshot: TransactionSql;
  name: string;
  lockTimeoutMs: number;
}

async function nameMoment({ tx, snapshot, name, lockTimeoutMs }: Naming) {
  const tables = await listTables(tx);
  await tx`select set_config('lock_timeout', ${`${lockTimeoutMs}ms`}, true)`;
  const list = tables.map((table) => `${quoted(table.schema)}.${quoted(table.name)}`).join(", ");
  if (tables.length > 0) await tx.unsafe(`lock table ${list} in share mode`);
  // The snapshot is taken by its first statement.
  await snapshot`select 1`;
  const [row] = await tx<{ position: string }[]>`select pg_create_restore_point(${name})::text as position`;
  if (!row) throw new ArchiveError("PostgreSQL did not name the moment of the backup.");
  return { position: row.position, tables };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const isLockTimeout = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, "code") === "55P03";
