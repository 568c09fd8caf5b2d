import { sql } from "drizzle-orm";
import { auditLog } from "#drizzle/schema/audit.ts";
import { events } from "#drizzle/schema/events.ts";
import { readableJson } from "#lib/kernel/readable.ts";
import type { Database, Tx } from "#lib/platform/db/database.ts";
import { clean } from "#lib/platform/known-secrets.ts";

/** The fact that something happened; every screen that shows `topic` hears of it. */
export interface Event {
  topic: string;
  /** Noun and past participle, such as `project.created`. */
  name: string;
  subjectId: string | null;
  projectId: string | null;
  /** Set where only one person may hear of it. */
  userId?: string | null;
}

export interface AuditRow {
  /** What the seal covers: a JSON value whose keys are written in the order given. */
  record: Record<string, unknown>;
  operationId: string | null;
  projectId: string | null;
  personId: string | null;
}

interface Outbox {
  events: Event[];
  audit: AuditRow[];
  /** What is still to be added to the row that tells of an operation's success. */
  notes: Map<string, Record<string, unknown>>;
  wakes: Set<string>;
}

/** The channel on which a commit is announced; the payload is the id of its last event. */
export const eventChannel = "lockkeeper_event";

/** The channel on which those are woken who wait for more of one thing; the payload is its key. */
export const wakeChannel = "lockkeeper_wake";

/** The key by which the sealer of the audit log is woken. */
export const auditWake = "audit";

/** Serialises the tail of the transactions that tell something. */
const outboxLock = 4_937_201;

const outboxes = new WeakMap<object, Outbox>();

/** Tells `event` when the transaction commits, and not if it does not. */
export function publish(tx: Tx, event: Event): void {
  outboxOf(tx).events.push(event);
}

/** Adds a row to the audit log when the transaction commits. */
export function audit(tx: Tx, row: AuditRow): void {
  outboxOf(tx).audit.push(row);
}

/** Adds `details` to the last row of this transaction about an operation, whether it is written by now or not. */
export function noteAudit(tx: Tx, operationId: string, details: Record<string, unknown>): void {
  const { notes } = outboxOf(tx);
  notes.set(operationId, { ...notes.get(operationId), ...details });
}

/**
 * Wakes who follows `key` when the transaction commits (`EventHub.onWake`), for rows that have an order of their own
 * and come too often to be events.
 */
export function wake(tx: Tx, key: string): void {
  outboxOf(tx).wakes.add(key);
}

/**
 * Runs `work` in one transaction. What it published is written last, under one lock that is held until the commit:
 * ids of events and audit rows are therefore drawn in the order in which they become visible, and a reader that
 * asks for "later than the last I saw" skips nothing. (NOTIFY takes such a lock for itself at commit anyway.)
 */
export async function transact<Result>(
  database: Database,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return database.orm.transaction(async (tx) => {
    const outbox: Outbox = { events: [], audit: [], notes: new Map(), wakes: new Set() };
    outboxes.set(tx, outbox);
    const result = await work(tx);
    await flush(tx, outbox);
    return result;
  });
}

async function flush(tx: Tx, outbox: Outbox): Promise<void> {
  for (const key of outbox.wakes) await tx.execute(notify(wakeChannel, key));
  if (outbox.events.length === 0 && outbox.audit.length === 0) return;
  // A statement of its own: what the next one reads is read once the lock is held. Everything else is written in that
  // one, for nobody else commits meanwhile.
  const isAudited = outbox.audit.length > 0;
  await tx.execute(isAudited ? sql`${takeLock}, pg_notify(${wakeChannel}, ${auditWake})` : takeLock);
  if (outbox.events.length === 0) await insertAudit(tx, outbox);
  else if (isAudited) await tx.execute(sql`with audited as ${insertAudit(tx, outbox)}, ${tell(tx, outbox)}`);
  else await tx.execute(sql`with ${tell(tx, outbox)}`);
}

const takeLock = sql`select pg_advisory_xact_lock(${outboxLock})`;
const notify = (channel: string, payload: string) => sql`select pg_notify(${channel}, ${payload})`;

/** The rest of a statement that writes the events and announces the last of them. (drizzle sets the parentheses.) */
function tell(tx: Tx, { events: rows }: Outbox) {
  const told = tx.insert(events).values(rows).returning({ id: events.id });
  return sql`told as ${told} select pg_notify(${eventChannel}, max(id)::text) from told`;
}

function insertAudit(tx: Tx, { audit: rows, notes }: Outbox) {
  for (const [operationId, note] of notes) {
    const row = rows.findLast((candidate) => candidate.operationId === operationId);
    if (row) row.record = { ...row.record, ...note };
  }
  // Under the lock, and seen by whoever takes it next: no two rows get one number, and none is left out.
  const last = sql`(select coalesce(max(${auditLog.sequence}), 0) from ${auditLog})`;
  return tx.insert(auditLog).values(
    rows.map((row, index) => ({
      ...row,
      record: readableJson(cleanRecord(row.record)),
      sequence: sql`${last} + ${index + 1}`,
    })),
  );
}

/** What we say ourselves: who, what, of what and from where. */
const ownFields = new Set(["what", "operationId", "command", "level", "state", "via", "ip"]);
const ownNames = new Set(["actor", "onBehalfOf", "target"]);

/**
 * A record without the secrets that people wrote into it. What the product says of it stays, whatever somebody has given
 * as a secret: else one's own id, given as a password, took one out of the log.
 */
function cleanRecord(record: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(record).map(([field, value]) => {
    if (ownFields.has(field)) return [field, value];
    if (!ownNames.has(field) || value === null || typeof value !== "object") return [field, clean(value)];
    const { kind, id } = value as Record<string, unknown>;
    return [
      field,
      { ...clean(value), ...(kind === undefined ? {} : { kind }), ...(id === undefined ? {} : { id }) },
    ];
  });
  return Object.fromEntries(entries);
}

function outboxOf(tx: Tx): Outbox {
  const outbox = outboxes.get(tx);
  if (!outbox) throw new Error("Events and audit rows are written inside transact() only.");
  return outbox;
}
