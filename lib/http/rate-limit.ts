/**
 * How much one may ask: each key, each person in the browser, all keys of one person together, and each address for
 * what comes without a credential that opens. Counted in this process before anything of a request is read. A
 * credential that was seen lately costs one hash and one look into a map; one that was not is asked about once.
 */
import { hash } from "node:crypto";
import { createTokenBuckets, type TokenBuckets } from "#lib/http/token-buckets.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

/** What is known of a request before it is read. */
export interface Arrival {
  /** The key or session token it carries; null for none. */
  credential: string | null;
  /** The address it is counted by where no credential opens. */
  address: string;
  /** Whom the credential stands for, when it has to be asked; null for nobody. */
  identify: () => Promise<Counted | null>;
}

/** Whose requests are counted together, and with whose others. */
export interface Counted {
  own: string;
  /** All keys of one person have five times as much as one, however many there are. */
  together: string | null;
}

export interface RateLimits {
  /** Counts a request; throws RATE_LIMITED, or gives a promise that does, where somebody has to be asked about. */
  admit(arrival: Arrival): Promise<void> | null;
  /** Counts a stream or socket while it is open; the answer ends it. Throws RATE_LIMITED where too many are. */
  holdStream(actor: Actor): () => void;
  /** The same for archives, which cost the workspace much: two of one person, by whatever keys. */
  holdArchive(actor: Actor): () => void;
}

/** How much may be asked; 0 for no limit. What changes counts from the next request on. */
export interface LimitSource {
  current(): { requestsPerMinute: number; strangerRequestsPerMinute: number; streamsMax: number };
}

/** So much of what a minute gives may come at once. */
const burstPart = 1 / 3;
const togetherTimes = 5;
const knownMs = 60 * 60_000;
const knownMax = 10_000;

export const countedOf = ({ kind, id, userId }: Actor): Counted =>
  kind === "person"
    ? { own: `person ${id}`, together: null }
    : { own: `key ${id}`, together: `keys of ${userId}` };

export function createRateLimits(limits: LimitSource, nowMs?: () => number): RateLimits {
  const perMinute = (count: () => number) =>
    createTokenBuckets({
      get perMinute() {
        return count();
      },
      get burst() {
        return Math.max(1, count() * burstPart);
      },
      nowMs,
    });
  const own = perMinute(() => limits.current().requestsPerMinute);
  const together = perMinute(() => limits.current().requestsPerMinute * togetherTimes);
  const strangers = perMinute(() => limits.current().strangerRequestsPerMinute);
  const failures = perMinute(() => limits.current().strangerRequestsPerMinute);
  const known = createKnown(nowMs ?? (() => performance.now()));
  const asking = new Map<string, Promise<Counted | null>>();

  const charge = (counted: Counted) => {
    take(own, counted.own, "this key or person");
    if (counted.together) take(together, counted.together, "the keys of one person");
  };
  /** Of those who come at once with one credential, one asks. */
  const ask = (key: string, { address, identify }: Arrival) => {
    const begun = asking.get(key);
    if (begun) return begun;
    take(failures, address, "your address, with credentials that do not open");
    const answer = identify()
      .then((counted) => {
        if (!counted) return null;
        failures.giveBack(address);
        return known.remember(key, counted);
      })
      .catch(() => {
        // The database is away: what was asked for says so itself, and nobody is to blame.
        failures.giveBack(address);
        return null;
      })
      .finally(() => asking.delete(key));
    asking.set(key, answer);
    return answer;
  };
  return {
    admit(arrival) {
      const { requestsPerMinute, strangerRequestsPerMinute } = limits.current();
      if (requestsPerMinute === 0 && strangerRequestsPerMinute === 0) return null;
      const { credential, address } = arrival;
      if (credential === null) {
        take(strangers, address, "your address");
        return null;
      }
      const key = hash("sha256", credential, "base64");
      const counted = known.find(key);
      if (counted) {
        charge(counted);
        return null;
      }
      return ask(key, arrival).then((found) => {
        if (found) charge(found);
      });
    },
    holdStream: createStreamCount(limits),
    holdArchive: createArchiveCount(),
  };
}

function take(buckets: TokenBuckets, key: string, whose: string): void {
  const retryAfterMs = buckets.take(key);
  if (retryAfterMs > 0) throw tooMany(`Too many requests of ${whose}.`, retryAfterMs);
}

/** RATE_LIMITED, and when to come again. */
export function tooMany(what: string, retryAfterMs: number, details: Record<string, unknown> = {}): AppError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  const when = seconds === 1 ? "a second" : `${seconds} seconds`;
  return new AppError("RATE_LIMITED", `${what} Wait ${when}, then try again.`, {
    details: { retryAfterMs, ...details },
  });
}

/** Whom credentials stood for when they were last asked about. It says whose requests are counted, never who may. */
function createKnown(nowMs: () => number) {
  const entries = new Map<string, { counted: Counted; untilMs: number }>();
  return {
    find(key: string): Counted | null {
      const entry = entries.get(key);
      return entry && entry.untilMs > nowMs() ? entry.counted : null;
    },
    remember(key: string, counted: Counted): Counted {
      entries.delete(key);
      entries.set(key, { counted, untilMs: nowMs() + knownMs });
      const [oldest] = entries.size > knownMax ? entries.keys() : [];
      if (oldest !== undefined) entries.delete(oldest);
      return counted;
    },
  };
}

const streamRetryMs = 5_000;
const archivesMax = 2;

function createArchiveCount() {
  const open = new Map<string, number>();
  return (actor: Actor): (() => void) => {
    const person = actor.userId ?? actor.id;
    const count = open.get(person) ?? 0;
    if (count >= archivesMax)
      throw tooMany(`${archivesMax} archives of yours are being made.`, streamRetryMs);
    open.set(person, count + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (open.get(person) ?? 1) - 1;
      if (left === 0) open.delete(person);
      else open.set(person, left);
    };
  };
}

function createStreamCount(limits: LimitSource) {
  const open = new Map<string, number>();
  const change = (key: string, by: number) => {
    const count = (open.get(key) ?? 0) + by;
    if (count === 0) open.delete(key);
    else open.set(key, count);
  };
  return (actor: Actor): (() => void) => {
    const { own, together } = countedOf(actor);
    const { streamsMax } = limits.current();
    const isFull = (key: string, max: number) => streamsMax > 0 && (open.get(key) ?? 0) >= max;
    if (isFull(own, streamsMax) || (together && isFull(together, streamsMax * togetherTimes))) {
      const what = `${streamsMax} streams and sockets of this key or person are open, and more are not. Close one.`;
      throw tooMany(what, streamRetryMs, { streamsMax });
    }
    const keys = together ? [own, together] : [own];
    for (const key of keys) change(key, 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      for (const key of keys) change(key, -1);
    };
  };
}
