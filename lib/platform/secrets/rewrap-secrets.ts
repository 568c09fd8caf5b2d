import { eq, sql } from "drizzle-orm";
import { masterKeys } from "#drizzle/schema/master-keys.ts";
import type { Database, Tx } from "#lib/platform/db/database.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import { sealKept } from "#lib/platform/secrets/key-record.ts";
import { type SealedColumn, sealedColumns, sealedPlace } from "#lib/platform/secrets/places.ts";
import { rewrap } from "#lib/platform/secrets/seal.ts";
import { keyNames, keyOf, type SealedRow, sealedPages } from "#lib/platform/secrets/sealed-rows.ts";

/** How many secrets each master key wraps, by its id. */
export async function countSealed(tx: Tx): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { table, column } of sealedColumns) {
    const sealed = sql.identifier(column);
    const rows = await tx.execute<{ key: string; count: number }>(
      sql`select split_part(${sealed}, '.', 2) as key, count(*)::int as count
        from ${sql.identifier(table)} where ${sealed} is not null group by 1`,
    );
    for (const { key, count } of rows) counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return counts;
}

export interface Rewrapped {
  /** Wrapped anew. */
  count: number;
  /** What no key of this server opens: damaged, or sealed by a key that was lost. It stays as it is. */
  closed: string[];
}

interface RewrapOptions {
  signal?: AbortSignal;
  /** Told after each batch: how many so far. */
  onProgress?(count: number): void;
  /** Of rows that are read at a time. */
  batch?: number;
}

/**
 * Wraps everything that is not wrapped by the key in force. Each row by itself, and only where it still holds what was
 * read: somebody may set the secret at the same moment. Stopped in the middle, the next call goes on with the rest.
 */
export async function rewrapSecrets(
  tx: Tx,
  masterKey: MasterKey,
  { signal, onProgress, batch = 200 }: RewrapOptions = {},
): Promise<Rewrapped> {
  const done: Rewrapped = { count: 0, closed: [] };
  for (const place of sealedColumns) {
    signal?.throwIfAborted();
    for await (const rows of sealedPages(tx, place, { butBy: masterKey.id, batch })) {
      for (const row of rows) await rewrapRow(tx, masterKey, { place, row }, done);
      onProgress?.(done.count);
      signal?.throwIfAborted();
    }
  }
  return done;
}

async function rewrapRow(
  tx: Tx,
  masterKey: MasterKey,
  { place, row }: { place: SealedColumn; row: SealedRow },
  done: Rewrapped,
): Promise<void> {
  const where = sealedPlace(place, row);
  let wrapped: string;
  try {
    wrapped = rewrap(masterKey, where, row.sealed);
  } catch {
    done.closed.push(where);
    return;
  }
  const sealed = sql.identifier(place.column);
  await tx.execute(
    sql`update ${sql.identifier(place.table)} set ${sealed} = ${wrapped}
      where (${keyNames(place)}) = ${keyOf(place, row)} and ${sealed} = ${row.sealed}`,
  );
  done.count += 1;
}

/**
 * Ends what the older keys may do. The lock on their rows waits for every transaction that wrote something sealed by
 * them and has not committed; whoever comes later is refused. What they brought is wrapped here, in the last pass.
 */
export function retireOldKeys(database: Database, masterKey: MasterKey): Promise<Rewrapped> {
  return database.orm.transaction(async (tx) => {
    const rows = await tx.execute<{ id: string }>(
      sql`select id from master_keys where retired_at is null and id <> ${masterKey.id} order by number for update`,
    );
    for (const { id } of rows) {
      const sealedKept = masterKey.ids().includes(id) ? sealKept(masterKey, id) : null;
      await tx.update(masterKeys).set({ retiredAt: sql`now()`, sealedKept }).where(eq(masterKeys.id, id));
    }
    return rewrapSecrets(tx, masterKey);
  });
}
