import { createHmac } from "node:crypto";
import { asc, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { auditLog } from "#drizzle/schema/audit.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { deriveKey } from "#lib/platform/master-key.ts";
import type { Platform } from "#lib/platform/platform.ts";

/**
 * The audit log is a chain: each row's seal is an HMAC-SHA256 over the seal before it, its id and its record, with a
 * key that lives outside the database. A sealer writes the seals after the fact, in the order of the ids, which is
 * the order of the commits; so commands do not wait for each other.
 */

const sealerLock = 4_937_202;
const batch = 1000;
const beginning = "";

const sealOf = (key: Buffer, previous: string, id: number, record: string): string =>
  createHmac("sha256", key).update(`${previous}\n${id}\n${record}`).digest("hex");

/** Seals the rows that have none yet; returns how many. One sealer at a time, whoever else is running. */
export async function sealAudit(platform: Pick<Platform, "database" | "masterKey">): Promise<number> {
  const key = deriveKey(platform.masterKey, "audit");
  return platform.database.orm.transaction(async (tx) => {
    const [lock] = await tx.execute<{ ours: boolean }>(
      sql`select pg_try_advisory_xact_lock(${sealerLock}) as ours`,
    );
    if (!lock?.ours) return 0;
    const rows = await tx
      .select()
      .from(auditLog)
      .where(isNull(auditLog.seal))
      .orderBy(asc(auditLog.id))
      .limit(batch);
    if (rows.length === 0) return 0;
    let previous = await lastSeal(tx);
    for (const row of rows) {
      previous = sealOf(key, previous, row.id, row.record);
      await tx.update(auditLog).set({ seal: previous }).where(eq(auditLog.id, row.id));
    }
    return rows.length;
  });
}

async function lastSeal(tx: Tx): Promise<string> {
  const [row] = await tx
    .select({ seal: auditLog.seal })
    .from(auditLog)
    .where(isNotNull(auditLog.seal))
    .orderBy(desc(auditLog.id))
    .limit(1);
  return row?.seal ?? beginning;
}

export type AuditVerdict = { isWhole: true; rows: number } | { isWhole: false; brokenAtId: number };

/** Walks the sealed part of the chain; the first row that was changed, removed before, or moved is named. */
export async function verifyAudit(platform: Pick<Platform, "database" | "masterKey">): Promise<AuditVerdict> {
  const key = deriveKey(platform.masterKey, "audit");
  let previous = beginning;
  let after = 0;
  let rows = 0;
  for (;;) {
    const page = await platform.database.orm
      .select()
      .from(auditLog)
      .where(sql`${auditLog.id} > ${after} and ${auditLog.seal} is not null`)
      .orderBy(asc(auditLog.id))
      .limit(batch);
    for (const row of page) {
      if (row.seal !== sealOf(key, previous, row.id, row.record))
        return { isWhole: false, brokenAtId: row.id };
      previous = row.seal;
      after = row.id;
      rows += 1;
    }
    if (page.length < batch) return { isWhole: true, rows };
  }
}
