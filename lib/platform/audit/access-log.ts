import { lt, sql } from "drizzle-orm";
import { accessLog } from "#drizzle/schema/audit.ts";
import { type Actor, actorView, type RequestOrigin } from "#lib/platform/auth/actor.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/**
 * What keys and agents read. Kept in memory for a moment and written many at a time, so that no read waits for it or
 * fails by it; what a crash takes with it, or what does not fit while the database is away, is lost. Not chained.
 */

type AccessRow = typeof accessLog.$inferInsert;
type LogPlatform = Pick<Platform, "database" | "log">;

const flushMs = 1_000;
const batch = 500;
const waitingMax = 20_000;
const keptDays = 30;
const subjectMax = 500;

interface Queue {
  rows: AccessRow[];
  lost: number;
  timer: NodeJS.Timeout | null;
  writing: Promise<void> | null;
}

const queues = new WeakMap<Database, Queue>();

/**
 * Notes that `actor` read `verb`; people in the browser are not noted. `input` is what was asked: of it the ids are
 * kept, and nothing else.
 */
export function recordAccess(
  platform: LogPlatform,
  actor: Actor,
  origin: RequestOrigin,
  verb: string,
  input: Readonly<Record<string, unknown>> = {},
): void {
  if (actor.kind === "person" || actor.kind === "system") return;
  const queue = queueOf(platform.database);
  if (queue.rows.length >= waitingMax) {
    queue.lost += 1;
    return;
  }
  const view = actorView(actor);
  queue.rows.push({
    at: new Date(),
    actorKind: view.kind,
    actorId: view.id,
    actorName: view.name,
    personId: actor.userId,
    via: actor.via,
    verb,
    subject: subjectOf(input),
    projectId: idIn(input.projectId) ?? actor.projectId,
    requestId: origin.requestId,
    ip: origin.ip,
  });
  queue.timer ??= setTimeout(() => void flushAccesses(platform), flushMs).unref();
}

/** Writes what waits; never throws. Called at the end, before the database is closed. */
export async function flushAccesses(platform: LogPlatform): Promise<void> {
  const queue = queueOf(platform.database);
  if (queue.timer) clearTimeout(queue.timer);
  queue.timer = null;
  // One writer at a time; what came meanwhile is written by the next.
  await queue.writing;
  queue.writing = write(platform, queue);
  await queue.writing;
}

async function write({ database, log }: LogPlatform, queue: Queue): Promise<void> {
  try {
    while (queue.rows.length > 0) {
      const rows = queue.rows.slice(0, batch);
      await transact(database, (tx) => tx.insert(accessLog).values(rows));
      queue.rows.splice(0, rows.length);
    }
    if (queue.lost > 0) log.warn({ lost: queue.lost }, "reads by keys were not noted: too many waited");
    queue.lost = 0;
  } catch (error) {
    log.warn({ err: error, waiting: queue.rows.length }, "reads by keys could not be noted yet");
    queue.timer ??= setTimeout(() => void flushAccesses({ database, log }), flushMs * 5).unref();
  } finally {
    queue.writing = null;
  }
}

/** Removes what is older than 30 days; returns how many. */
export async function pruneAccesses({ database }: Pick<Platform, "database">): Promise<number> {
  const oldest = sql`now() - ${`${keptDays} days`}::interval`;
  const removed = await transact(database, (tx) => tx.delete(accessLog).where(lt(accessLog.at, oldest)));
  return removed.count;
}

function queueOf(database: Database): Queue {
  const found = queues.get(database);
  if (found) return found;
  const made: Queue = { rows: [], lost: 0, timer: null, writing: null };
  queues.set(database, made);
  return made;
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const idIn = (value: unknown): string | null =>
  typeof value === "string" && uuid.test(value) ? value : null;

function subjectOf(input: Readonly<Record<string, unknown>>): string | null {
  const ids = Object.entries(input).flatMap(([name, value]) => {
    const id = /^(id|\w+Id)$/.test(name) ? idIn(value) : null;
    return id ? [`${name}=${id}`] : [];
  });
  return ids.length === 0 ? null : ids.join(" ").slice(0, subjectMax);
}
