import { invalid } from "#lib/kernel/errors.ts";
import type { StreamMessage } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToProject } from "#lib/platform/auth/scope.ts";
import { standingKey } from "#lib/platform/auth/standing.ts";
import {
  type EventHub,
  type EventRow,
  eventsAfter,
  firstEventId,
  lastEventId,
} from "#lib/platform/events/hub.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface Follower {
  actor: Actor;
  topics: ReadonlySet<string> | null;
  /** The id of the last event the client saw; null on a first visit. */
  after: number | null;
  signal: AbortSignal;
  /** Who the credentials stand for now; null once they were revoked. */
  recheck: () => Promise<Actor | null>;
}

const recheckMs = 4_000;
const replayMax = 2_000;
/** More than this is not kept for one who does not take it; fewer than what a replay gives back. */
const waitingMax = 1_000;

/**
 * What happens, for one screen: replays what came after `after`, then goes on live, each event once and in order.
 * When too much was missed it says `reset` instead, and the client reads anew. Ends when the right to listen does, and
 * for one who takes too little of it: who comes back with the last id misses nothing.
 */
export async function* followEvents(
  platform: Platform,
  hub: EventHub,
  follower: Follower,
): AsyncGenerator<StreamMessage> {
  const line = standInLine(hub, follower.signal);
  const access = createAccessCache(platform, follower);
  const leave = hub.onWake(standingKey(follower.actor.id), () => {
    access.forget();
    line.wake();
  });
  try {
    const { orm } = platform.database;
    const [first, upTo] = await Promise.all([firstEventId(orm), lastEventId(orm)]);
    let last = follower.after ?? upTo;
    let rows: readonly EventRow[] = await eventsAfter(orm, last, replayMax + 1, upTo);
    const isGone = last < first - 1;
    if (isGone || rows.length > replayMax || last > upTo) {
      last = upTo;
      rows = [];
      yield { id: String(last), event: "reset", data: {} };
    }
    yield { id: String(last), event: "ready", data: {} };
    while (!follower.signal.aborted) {
      if (!(await access.isStillAllowed())) return;
      for (const row of rows) {
        if (row.id <= last) continue;
        last = row.id;
        if (follower.topics && !follower.topics.has(row.topic)) continue;
        if (await access.maySee(row)) yield { id: String(row.id), event: "change", data: changeOf(row) };
        if (line.isTooLong()) return;
      }
      rows = await line.next();
      if (line.isTooLong()) return;
    }
  } finally {
    leave();
    line.leave();
  }
}

/** What the hub tells, kept until it is asked for; once there is too much of it nothing more is. */
function standInLine(hub: EventHub, signal: AbortSignal) {
  let waiting: EventRow[] = [];
  let isTooLong = false;
  let wake = () => {};
  const leave = hub.subscribe((rows) => {
    isTooLong = waiting.length + rows.length > waitingMax;
    if (isTooLong) {
      leave();
      waiting = [];
    } else {
      waiting.push(...rows);
    }
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  return {
    wake: () => wake(),
    isTooLong: () => isTooLong,
    /** What came meanwhile, or comes next; nothing where that takes long or the signal aborts. */
    async next(): Promise<EventRow[]> {
      if (waiting.length === 0 && !isTooLong && !signal.aborted)
        await new Promise<void>((resolve) => waitFor(resolve, (then) => (wake = then)));
      return waiting.splice(0);
    },
    leave() {
      leave();
      signal.removeEventListener("abort", onAbort);
    },
  };
}

function waitFor(resolve: () => void, setWake: (then: () => void) => void): void {
  const timer = setTimeout(resolve, recheckMs);
  setWake(() => {
    clearTimeout(timer);
    resolve();
  });
}

const changeOf = (row: EventRow) => ({
  topic: row.topic,
  name: row.name,
  ...(row.subjectId ? { id: row.subjectId } : {}),
  ...(row.projectId ? { projectId: row.projectId } : {}),
});

/** Remembers for a few seconds who the follower is and which projects they may see. */
function createAccessCache(platform: Platform, follower: Follower) {
  let actor: Actor | null = follower.actor;
  let checkedAtMs = Date.now();
  const projects = new Map<string, boolean>();
  return {
    /** The next look asks anew. */
    forget: () => (checkedAtMs = 0),
    async isStillAllowed(): Promise<boolean> {
      if (Date.now() - checkedAtMs < recheckMs) return actor !== null;
      actor = await follower.recheck();
      checkedAtMs = Date.now();
      projects.clear();
      return actor !== null;
    },
    async maySee(row: EventRow): Promise<boolean> {
      if (!actor) return false;
      // What is bound to one project hears of that one only, whoever stands behind it.
      if (actor.projectId && (row.userId || row.projectId !== actor.projectId)) return false;
      // Of what belongs to no project admins hear as well; of a project they hear anyway.
      if (row.userId) return row.userId === actor.userId || (!row.projectId && actor.role !== "member");
      if (!row.projectId) return true;
      const known = projects.get(row.projectId);
      if (known !== undefined) return known;
      const isVisible =
        (await accessToProject(platform.database.orm, actor, row.projectId)) !== "none" ||
        (actor.role !== "member" && !actor.projectId);
      projects.set(row.projectId, isVisible);
      return isVisible;
    },
  };
}

/** The id in `Last-Event-ID`; null when there is none. */
export function parseLastEventId(text: string | null | undefined): number | null {
  if (!text) return null;
  if (!/^\d{1,15}$/.test(text)) throw invalid("Last-Event-ID", "a number is expected");
  return Number(text);
}
