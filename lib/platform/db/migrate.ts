import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import type { Sql } from "postgres";
import { connect } from "#lib/platform/db/connect.ts";
import {
  type Migration,
  migrationsFolder,
  readMigrations,
  readWayBack,
} from "#lib/platform/db/migration-files.ts";
import type { Logger } from "#lib/platform/log.ts";

/**
 * The schema's way forward and back. Guarantees: one migrator at a time (an advisory lock on a connection of its own);
 * all pending migrations in one transaction, so that a failure or a kill at any statement leaves the old schema whole;
 * a database that a newer or another version made is refused, never guessed at.
 */
interface MigrateOptions {
  url: string;
  log: Logger;
  folder?: string;
}

// Any number will do, as long as every version uses the same one.
const lockKey = 7_115_902_431;
const lockTimeoutSeconds = 60;

/** Applies what is pending and returns the names; throws a sentence that names the migration and the statement. */
export async function migrate({ url, log, folder = migrationsFolder }: MigrateOptions): Promise<string[]> {
  const known = await readMigrations(folder);
  return await withLock(url, async (sql) => {
    const applied = await readApplied(sql);
    const pending = findPending(known, applied);
    if (pending.length === 0) return [];
    const names = pending.map(({ tag }) => tag);
    log.info({ migrations: names }, "The database is being migrated.");
    await runMigrations(drizzle(sql), { migrationsFolder: folder }).catch((error: unknown) => {
      throw describeFailure(error, pending);
    });
    return names;
  });
}

/** The names of what `migrate` would apply; throws as it does where the database is of another version. */
export async function pendingMigrations(options: Pick<MigrateOptions, "url" | "folder">): Promise<string[]> {
  const known = await readMigrations(options.folder ?? migrationsFolder);
  return await withLock(options.url, async (sql) =>
    findPending(known, await readApplied(sql)).map(({ tag }) => tag),
  );
}

/** Undoes the last `steps` migrations, each in a transaction with its record, and returns their names, newest first. */
export async function rollback(options: MigrateOptions & { steps?: number }): Promise<string[]> {
  const { url, log, folder = migrationsFolder, steps = 1 } = options;
  const known = await readMigrations(folder);
  return await withLock(url, async (sql) => {
    const applied = await readApplied(sql);
    findPending(known, applied);
    const last = known.slice(0, applied.length).slice(-steps).reverse();
    for (const migration of last) {
      const statements = await readWayBack(folder, migration.tag);
      log.info({ migration: migration.tag }, "A migration is being undone.");
      await sql.begin(async (tx) => {
        for (const statement of statements) {
          await tx.unsafe(statement).catch((error: unknown) => {
            throw failureOf(`The way back of migration ${migration.tag}`, statement, error);
          });
        }
        await tx`delete from drizzle.__drizzle_migrations where created_at = ${migration.when}`;
      });
    }
    return last.map(({ tag }) => tag);
  });
}

async function withLock<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  // Reconnecting would lose the lock, so the one connection lives as long as the work.
  const sql = connect(url, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connection: { lock_timeout: 60_000 },
  });
  try {
    await sql`select pg_advisory_lock(${lockKey})`.catch((error: unknown) => {
      if ((error as { code?: string }).code !== "55P03") throw error;
      throw new Error(
        `Another process has been migrating this database for ${lockTimeoutSeconds} s; try again later.`,
      );
    });
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

interface Applied {
  when: number;
  hash: string;
}

async function readApplied(sql: Sql): Promise<Applied[]> {
  const [table] = await sql<
    { name: string | null }[]
  >`select to_regclass('drizzle.__drizzle_migrations')::text as name`;
  if (!table?.name) return [];
  const rows = await sql<{ created_at: string; hash: string }[]>`
    select created_at, hash from drizzle.__drizzle_migrations order by created_at`;
  return rows.map((row) => ({ when: Number(row.created_at), hash: row.hash }));
}

/** The migrations still to apply: what was applied must be exactly the beginning of what is known. */
function findPending(known: Migration[], applied: Applied[]): Migration[] {
  const newestKnown = known.at(-1)?.when ?? 0;
  const knownTimes = new Set(known.map(({ when }) => when));
  for (const { when } of applied) {
    if (knownTimes.has(when)) continue;
    throw new Error(
      when > newestKnown
        ? "This database was made by a newer version of Lockkeeper; start that version, or restore a backup made by this one."
        : `This database has a migration of ${new Date(when).toISOString()} that this version of Lockkeeper does not know; restore a backup made by this one.`,
    );
  }
  const newestApplied = applied.at(-1)?.when ?? Number.NEGATIVE_INFINITY;
  const hashes = new Map(applied.map(({ when, hash }) => [when, hash]));
  for (const { tag, when, hash } of known) {
    const found = hashes.get(when);
    if (found === undefined && when < newestApplied) {
      throw new Error(
        `Migration ${tag} is older than the newest one applied to this database; generate it anew.`,
      );
    }
    if (found !== undefined && found !== hash) {
      throw new Error(
        `Migration ${tag} was changed after it was applied to this database; undo the change to its file.`,
      );
    }
  }
  return known.filter(({ when }) => !hashes.has(when));
}

function describeFailure(error: unknown, pending: Migration[]): Error {
  const failed = error as { query?: string; cause?: unknown };
  const statement = failed.query?.trim() ?? "";
  const migration = pending.find(({ statements }) => statements.includes(statement));
  return failureOf(`Migration ${migration?.tag ?? "(record keeping)"}`, statement, failed.cause ?? error);
}

function failureOf(what: string, statement: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`${what} failed and nothing of it was kept: ${reason}. The statement: ${statement}`, {
    cause: error,
  });
}
