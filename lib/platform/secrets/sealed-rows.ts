import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "#lib/platform/db/database.ts";
import type { SealedColumn } from "#lib/platform/secrets/places.ts";

/** The key of a row, what names its owner, and what is sealed there. */
export type SealedRow = Record<string, unknown> & { sealed: string };

interface Reading {
  /** Leaves out what this master key wraps. */
  butBy?: string;
  /** Of rows that are read at a time. */
  batch?: number;
}

/** Everything that is sealed in a column, by the keys of its rows. Rows may be changed between two pages. */
export async function* sealedPages(
  tx: Tx,
  place: SealedColumn,
  { butBy, batch = 200 }: Reading = {},
): AsyncGenerator<readonly SealedRow[]> {
  const sealed = sql.identifier(place.column);
  const columns = joined([...place.key, ...(place.owner ? [place.owner] : [])].map(sql.identifier));
  const others = butBy === undefined ? sql`true` : sql`split_part(${sealed}, '.', 2) <> ${butBy}`;
  let behind = sql`true`;
  for (;;) {
    const rows: readonly SealedRow[] = await tx.execute<SealedRow>(
      sql`select ${columns}, ${sealed} as sealed from ${sql.identifier(place.table)}
        where ${sealed} is not null and ${others} and ${behind} order by ${keyNames(place)} limit ${batch}`,
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    if (rows.length < batch) return;
    behind = sql`(${keyNames(place)}) > ${keyOf(place, last)}`;
  }
}

const joined = (parts: SQL[] | ReturnType<typeof sql.identifier>[]): SQL => sql.join(parts, sql`, `);

export const keyNames = ({ key }: SealedColumn): SQL =>
  joined(key.map((name) => sql`${sql.identifier(name)}::text`));

export const keyOf = ({ key }: SealedColumn, row: SealedRow): SQL =>
  sql`(${joined(key.map((name) => sql`${String(row[name])}`))})`;
