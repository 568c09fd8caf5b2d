import { type SQL, sql } from "drizzle-orm";
import type { ChainRow } from "#lib/platform/audit/chain.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** The statements of the chain, in plain SQL: a million rows go through them. */

export type StoredLink = ChainRow & { seal: string | null };

/** How a row's time is written where it is sealed, and where it is told. */
export const exactTime = (column: SQL): SQL<string> =>
  sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const columns = sql`sequence, id, ${exactTime(sql`at`)} as at, operation_id as "operationId",
  project_id as "projectId", person_id as "personId", record, seal`;

/** Rows behind `after`, in the order of the chain. */
export const linksAfter = (tx: Tx, after: number, limit: number): Promise<StoredLink[]> =>
  readLinks(
    tx,
    sql`select ${columns} from audit_log where sequence > ${after} order by sequence limit ${limit}`,
  );

/** The newest row that has a seal. */
export async function lastSealed(tx: Tx): Promise<StoredLink | null> {
  const newest = sql`select ${columns} from audit_log where seal is not null order by sequence desc limit 1`;
  return (await readLinks(tx, newest))[0] ?? null;
}

export async function findLink(tx: Tx, id: number): Promise<StoredLink | null> {
  return (await readLinks(tx, sql`select ${columns} from audit_log where id = ${id}`))[0] ?? null;
}

export async function writeSeals(tx: Tx, seals: readonly { id: number; seal: string }[]): Promise<void> {
  await tx.execute(sql`update audit_log set seal = new.seal
    from jsonb_to_recordset(${JSON.stringify(seals)}::jsonb) as new(id bigint, seal text)
    where audit_log.id = new.id`);
}

async function readLinks(tx: Tx, query: SQL): Promise<StoredLink[]> {
  const rows = await tx.execute<StoredLink & Record<string, unknown>>(query);
  // The driver gives a bigint as text.
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence), id: Number(row.id) }));
}
