import { inArray, lt, sql } from "drizzle-orm";
import { accessLog } from "#drizzle/schema/audit.ts";
import { workspaces } from "#drizzle/schema/projects.ts";
import { type Actor, actorView, type RequestOrigin } from "#lib/platform/auth/actor.ts";
import { accessToProjects } from "#lib/platform/auth/scope.ts";
import type { Database, Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/**
 * What keys and agents read. Kept in memory for a moment and written many at a time, so that no read waits for it or
 * fails by it; what a crash takes with it, or what does not fit while the database is away, is lost. Not chained.
 */

interface Access {
  actor: Actor;
  /** Without the project: that is found out when it is written. */
  row: typeof accessLog.$inferInsert;
  asked: { projectId: string | null; workspaceId: string | null };
}

type LogPlatform = Pick<Platform, "database" | "log">;

const flushMs = 1_000;
const batch = 500;
const waitingMax = 20_000;
const subjectMax = 500;

interface Queue {
  rows: Access[];
  lost: number;
  timer: NodeJS.Timeout | null;
  writing: Promise<void> | null;
}

const queues = new WeakMap<Database, Queue>();

/**
 * Notes that `actor` read `verb`; people in the browser are not noted. `input` is what was asked, as the verb's own schema
 * took it: of it the ids are kept, and nothing else.
 */
export function recordAccess(
  platform: LogPlatform,
  actor: Actor,
  origin: RequestOrigin,
  verb: string,
  input: unknown = {},
): void {
  if (actor.kind === "person" || actor.kind === "system") return;
  const queue = queueOf(platform.database);
  if (queue.rows.length >= waitingMax) {
    queue.lost += 1;
    return;
  }
  const view = actorView(actor);
  const ids = idsIn(input);
  queue.rows.push({
    actor,
    row: {
      at: new Date(),
      actorKind: view.kind,
      actorId: view.id,
      actorName: view.name,
      personId: actor.userId,
      via: actor.via,
      verb,
      subject: subjectOf(ids),
      requestId: origin.requestId,
      ip: origin.ip,
    },
    asked: { projectId: ids.get("projectId") ?? null, workspaceId: ids.get("workspaceId") ?? null },
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
      await transact(database, async (tx) => tx.insert(accessLog).values(await filed(tx, rows)));
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

/**
 * Each row under the project that it is about: of the workspace that was read, or the one that was asked for, where the
 * actor may see it. A list asked for somebody else's project is none of that project's business.
 */
async function filed(tx: Tx, accesses: readonly Access[]): Promise<Access["row"][]> {
  const workspaceIds = accesses.flatMap(({ asked }) => asked.workspaceId ?? []);
  const found = await tx
    .select({ id: workspaces.id, projectId: workspaces.projectId })
    .from(workspaces)
    .where(inArray(workspaces.id, workspaceIds));
  const ofWorkspace = new Map(found.map(({ id, projectId }) => [id, projectId]));
  const aboutOf = ({ asked }: Access) => ofWorkspace.get(asked.workspaceId ?? "") ?? asked.projectId;
  const visible = new Map<string, ReadonlySet<string>>();
  for (const [actorId, theirs] of Map.groupBy(accesses, ({ actor }) => actor.id)) {
    const [first] = theirs;
    const about = new Set(theirs.flatMap((access) => aboutOf(access) ?? []));
    if (!first || about.size === 0) continue;
    const reached = await accessToProjects(tx, first.actor, [...about]);
    visible.set(actorId, new Set([...about].filter((id) => (reached.get(id) ?? "none") !== "none")));
  }
  return accesses.map((access) => {
    const about = aboutOf(access);
    const isTheirs = about !== null && visible.get(access.actor.id)?.has(about);
    return { ...access.row, projectId: isTheirs ? about : access.actor.projectId };
  });
}

/** Removes what is older; returns how many. */
export async function pruneAccesses(
  { database }: Pick<Platform, "database">,
  keptDays: number,
): Promise<number> {
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

/** The ids of an input by the names of their fields. */
function idsIn(input: unknown): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [name, value] of Object.entries(input ?? {}))
    if (/^(id|\w+Id)$/.test(name) && typeof value === "string" && uuid.test(value)) ids.set(name, value);
  return ids;
}

const subjectOf = (ids: ReadonlyMap<string, string>): string | null =>
  ids.size === 0
    ? null
    : Array.from(ids, ([name, id]) => `${name}=${id}`)
        .join(" ")
        .slice(0, subjectMax);
