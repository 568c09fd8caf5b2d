import { createHmac, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asc, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { auditLog } from "#drizzle/schema/audit.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { deriveKey } from "#lib/platform/master-key.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/**
 * The audit log is a chain: each row's seal is an HMAC-SHA256 over the seal before it, its id and its record, with a
 * key that lives outside the database. A sealer writes the seals after the fact, in the order of the ids, which is
 * the order of the commits; so commands do not wait for each other. The newest link is also kept in the home, outside
 * the database: a tail that was cut off, or sealed anew after a change, is found by it.
 */

type AuditPlatform = Pick<Platform, "database" | "masterKey" | "environment">;

const sealerLock = 4_937_202;
const batch = 1000;
const beginning = "";

const sealOf = (key: Buffer, previous: string, id: number, record: string): string =>
  createHmac("sha256", key).update(`${previous}\n${id}\n${record}`).digest("hex");

/** Seals the rows that have none yet; returns how many. One sealer at a time, whoever else is running. */
export async function sealAudit(platform: AuditPlatform): Promise<number> {
  const key = deriveKey(platform.masterKey, "audit");
  const sealed = await platform.database.orm.transaction(async (tx) => {
    const [lock] = await tx.execute<{ ours: boolean }>(
      sql`select pg_try_advisory_xact_lock(${sealerLock}) as ours`,
    );
    if (!lock?.ours) return null;
    const rows = await tx
      .select()
      .from(auditLog)
      .where(isNull(auditLog.seal))
      .orderBy(asc(auditLog.id))
      .limit(batch);
    const last = rows.at(-1);
    if (!last) return null;
    // A link that no longer fits stays where it is, for `verifyAudit` to point at.
    const head = await readHead(platform.environment.home);
    const isKept = head === null || (await holds(tx, head));
    let previous = await lastSeal(tx);
    for (const row of rows) {
      previous = sealOf(key, previous, row.id, row.record);
      await tx.update(auditLog).set({ seal: previous }).where(eq(auditLog.id, row.id));
    }
    return { count: rows.length, head: isKept ? { id: last.id, seal: previous } : null };
  });
  if (sealed?.head) await writeHead(platform.environment.home, sealed.head);
  return sealed?.count ?? 0;
}

const Head = z.object({ id: z.number(), seal: z.string() });
type Head = z.infer<typeof Head>;
const headPath = (home: string) => join(home, "audit-head");

async function readHead(home: string): Promise<Head | null> {
  const text = await unlessMissing(readFile(headPath(home), "utf8"));
  return text === undefined ? null : Head.parse(JSON.parse(text));
}

async function writeHead(home: string, head: Head): Promise<void> {
  const draft = `${headPath(home)}.${randomUUID()}`;
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(draft, `${JSON.stringify(head)}\n`, { mode: 0o600 });
  await rename(draft, headPath(home));
}

async function holds(tx: Tx, head: Head): Promise<boolean> {
  const [row] = await tx.select({ seal: auditLog.seal }).from(auditLog).where(eq(auditLog.id, head.id));
  return row?.seal === head.seal;
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

/** Walks the sealed part of the chain; the first row that was changed, removed before, moved or cut off is named. */
export async function verifyAudit(platform: AuditPlatform): Promise<AuditVerdict> {
  const head = await readHead(platform.environment.home);
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
    if (page.length === batch) continue;
    const isCut = head !== null && !(await holds(platform.database.orm, head));
    return isCut ? { isWhole: false, brokenAtId: head.id } : { isWhole: true, rows };
  }
}
