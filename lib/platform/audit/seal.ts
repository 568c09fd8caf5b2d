/**
 * The audit log is a chain of seals (chain.ts). Rows are counted under the lock that orders commits, and a sealer
 * writes their seals right after, so that commands do not wait for each other. The newest link is also kept in the
 * home (head.ts).
 *
 * Found by `walkChain`: a sealed row that was changed in any column, taken away, put in, or moved; a row taken away
 * before it was sealed, by the gap in the count; a seal taken off; rows cut from the end, or sealed anew after a
 * change, by the link in the home; a database that was set back without its home.
 * Not found: what was changed, put in, or taken from the very end between a commit and its seal (milliseconds while
 * a worker runs); a cut where the link in the home went as well, which leaves `audit.anchored` in the log; a
 * database and a home that were set back together; anything by one who holds the master key.
 * Where the master key was replaced, links before it stand by the old key's own (key-record.ts), never behind.
 */
import { sql } from "drizzle-orm";
import { beginning, sealOf } from "#lib/platform/audit/chain.ts";
import { type Head, readHead, writeHead } from "#lib/platform/audit/head.ts";
import { findLink, lastSealed, linksAfter, type StoredLink, writeSeals } from "#lib/platform/audit/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { audit, publish, transact } from "#lib/platform/db/transact.ts";
import { deriveKey } from "#lib/platform/master-key.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { recordKeyInForce } from "#lib/platform/secrets/key-record.ts";

export type AuditPlatform = Pick<Platform, "database" | "masterKey" | "environment">;

const sealerLock = 4_937_202;
const batch = 1000;

/** Seals rows that have none yet, at most 1000; returns how many. One sealer at a time, whoever else is running. */
export async function sealAudit(platform: AuditPlatform): Promise<number> {
  // The turn lasts until the link lies in the home: a sealer that came between would take it for lost, and say so.
  return platform.database.orm.transaction(async (turn) => {
    const [lock] = await turn.execute<{ ours: boolean }>(
      sql`select pg_try_advisory_xact_lock(${sealerLock}) as ours`,
    );
    if (!lock?.ours) return 0;
    const sealed = await transact(platform.database, (tx) => sealRows(platform, tx));
    if (!sealed) return 0;
    if (sealed.isAnchored) await advanceHead(platform.environment.home, sealed.newest);
    return sealed.count;
  });
}

async function sealRows(platform: AuditPlatform, tx: Tx) {
  const { masterKey } = platform;
  masterKey.refresh();
  // A key that was replaced seals no more: links of the new one may stand there by now. Who has it does it.
  if (!(await recordKeyInForce(tx, masterKey))) return null;
  const key = deriveKey(masterKey, "audit");
  const head = await readHead(platform.environment.home);
  const anchor = head && (await findLink(tx, head.id));
  const isAnchored = head === null || anchor?.seal === head.seal;
  const { last, rows } = await unsealedRows(tx, isAnchored ? anchor : null);
  let previous = last?.seal ?? beginning;
  const seals = rows.map((row) => {
    previous = sealOf(key, previous, row);
    return { id: row.id, seal: previous };
  });
  const newest = seals.at(-1);
  if (!newest) return null;
  await writeSeals(tx, seals);
  publish(tx, { topic: "audit", name: "audit.sealed", subjectId: null, projectId: null });
  if (!head && last) recordAnchor(tx, { from: null, to: last.id });
  // A link that no longer fits stays where it is, for the walk to point at.
  return { count: seals.length, newest, isAnchored };
}

/** The rows behind the newest seal. It is that of `anchor` nearly always; else it is looked for from the end. */
async function unsealedRows(tx: Tx, anchor: StoredLink | null) {
  const rows = anchor ? await linksAfter(tx, anchor.sequence, batch) : [];
  if (anchor && (rows[0]?.seal ?? null) === null) return { last: anchor, rows };
  const last = await lastSealed(tx);
  return { last, rows: await linksAfter(tx, last?.sequence ?? 0, batch) };
}

/** Never back: one whose turn was lost with its connection may be done with its file late. */
async function advanceHead(home: string, newest: Head): Promise<void> {
  const head = await readHead(home);
  if (!head || head.id < newest.id) await writeHead(home, newest);
}

/**
 * Takes the newest sealed row as the link in the home, whatever stood there: after the database was restored from a
 * backup on purpose. The log says so. Returns the row's id; null where nothing is sealed.
 */
export async function anchorAudit(platform: AuditPlatform): Promise<number | null> {
  const { home } = platform.environment;
  const before = await readHead(home);
  const newest = await transact(platform.database, async (tx) => {
    const last = await lastSealed(tx);
    if (last) recordAnchor(tx, { from: before?.id ?? null, to: last.id });
    return last;
  });
  if (!newest?.seal) return null;
  await writeHead(home, { id: newest.id, seal: newest.seal });
  return newest.id;
}

/** That the link in the home was lost or replaced may be harmless, and is never silent. */
const recordAnchor = (tx: Tx, details: { from: number | null; to: number }): void =>
  recordOfChain(tx, "audit.anchored", details);

/** Tells in the log itself, and to whoever looks at it, that a check found it broken. */
export async function recordBreak(
  { database }: Pick<AuditPlatform, "database">,
  { id, why }: { id: number; why: string },
): Promise<void> {
  await transact(database, async (tx) => {
    recordOfChain(tx, "audit.broken", { brokenAtId: id, why });
    publish(tx, { topic: "audit", name: "audit.broken", subjectId: String(id), projectId: null });
  });
}

function recordOfChain(tx: Tx, what: string, details: Record<string, unknown>): void {
  const actor = { kind: "system", id: "audit", name: "audit" };
  audit(tx, {
    record: { what, actor, via: "system", ...details },
    operationId: null,
    projectId: null,
    personId: null,
  });
}
