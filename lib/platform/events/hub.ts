import { and, asc, gt, lt, lte, max, min, sql } from "drizzle-orm";
import { events } from "#drizzle/schema/events.ts";
import type { Database, Tx } from "#lib/platform/db/database.ts";
import { eventChannel, wakeChannel } from "#lib/platform/db/transact.ts";
import type { Logger } from "#lib/platform/log.ts";

export type EventRow = typeof events.$inferSelect;
type Listener = (events: readonly EventRow[]) => void;

/** What happens in the database, told to this process. */
export interface EventHub {
  /** Every event committed from now on, in order and once; the answer ends it. */
  subscribe(listener: Listener): () => void;
  /** Calls `listener` for each commit that woke `key`, and whenever one may have been missed; the answer ends it. */
  onWake(key: string, listener: () => void): () => void;
  /** How many listen now. */
  followerCount(): number;
  close(): Promise<void>;
}

const batch = 500;
const retryMs = 250;

/**
 * One LISTEN connection for the process. A notice only says "look": the rows are read from the table behind the last
 * id that was seen, which is safe because ids commit in their order. After a lost connection it looks as well, so
 * nothing that was committed meanwhile is missed.
 */
export async function openEventHub(database: Database, log: Logger): Promise<EventHub> {
  const listeners = new Set<Listener>();
  const sleepers = new Map<string, Set<() => void>>();
  let last = await lastEventId(database.orm);
  let isLooking = false;
  let again = false;
  let isClosed = false;

  async function look(): Promise<void> {
    do {
      again = false;
      const rows = await eventsAfter(database.orm, last, batch);
      last = rows.at(-1)?.id ?? last;
      if (rows.length === batch) again = true;
      if (rows.length > 0) for (const listener of listeners) listener(rows);
    } while (again);
  }

  async function wake(): Promise<void> {
    again = true;
    if (isLooking) return;
    isLooking = true;
    try {
      await look();
    } catch (error) {
      log.warn({ err: error }, "events could not be read");
      if (!isClosed) setTimeout(wake, retryMs).unref();
    } finally {
      isLooking = false;
    }
  }

  const ring = (key: string) => {
    for (const listener of sleepers.get(key) ?? []) listener();
  };
  const ringAll = () => {
    for (const key of sleepers.keys()) ring(key);
  };

  const listening = [
    await database.sql.listen(eventChannel, wake, wake),
    await database.sql.listen(wakeChannel, ring, ringAll),
  ];

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onWake(key, listener) {
      const those = sleepers.get(key) ?? new Set();
      sleepers.set(key, those.add(listener));
      return () => {
        those.delete(listener);
        if (those.size === 0 && sleepers.get(key) === those) sleepers.delete(key);
      };
    },
    followerCount: () => listeners.size,
    async close() {
      isClosed = true;
      await Promise.all(listening.map(({ unlisten }) => unlisten()));
    },
  };
}

/** The id of the newest committed event; 0 when there is none. */
export async function lastEventId(tx: Tx): Promise<number> {
  const [row] = await tx.select({ id: max(events.id) }).from(events);
  return row?.id ?? 0;
}

/** The id of the oldest event that is kept; 0 when there is none. */
export async function firstEventId(tx: Tx): Promise<number> {
  const [row] = await tx.select({ id: min(events.id) }).from(events);
  return row?.id ?? 0;
}

/**
 * Removes what is older, but for the newest event, whose id the next ones are counted from; returns how many. Whoever
 * was away for longer reads everything anew.
 */
export async function pruneEvents({ orm }: Pick<Database, "orm">, keptDays: number): Promise<number> {
  const isOld = lt(events.at, sql`now() - ${`${keptDays} days`}::interval`);
  const removed = await orm.delete(events).where(and(isOld, lt(events.id, await lastEventId(orm))));
  return removed.count;
}

/** Events later than `after`, oldest first. */
export const eventsAfter = (tx: Tx, after: number, limit: number, upTo?: number): Promise<EventRow[]> =>
  tx
    .select()
    .from(events)
    .where(and(gt(events.id, after), upTo === undefined ? undefined : lte(events.id, upTo)))
    .orderBy(asc(events.id))
    .limit(limit);
