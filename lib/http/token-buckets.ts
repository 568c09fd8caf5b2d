/** Buckets of tokens, one for each key, that fill at a steady rate: the usual algorithm, in the process and lazy. */
export interface TokenBuckets {
  /** Takes a token; 0 where there was one, else the milliseconds until there is. */
  take(key: string): number;
  /** Puts one back that was taken for nothing. */
  giveBack(key: string): void;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Asked for each time: both may change while it is at work. */
interface Measure {
  /** 0: no limit. */
  readonly perMinute: number;
  readonly burst: number;
  readonly nowMs?: (() => number) | undefined;
}

/** More than this many are not kept: full ones are as good as none, and then the oldest go. */
const bucketsMax = 20_000;

export function createTokenBuckets(measure: Measure): TokenBuckets {
  const { nowMs = monotonicMs } = measure;
  const buckets = new Map<string, Bucket>();
  const perMs = () => measure.perMinute / 60_000;
  const filled = (bucket: Bucket, now: number) =>
    Math.min(measure.burst, bucket.tokens + (now - bucket.atMs) * perMs());

  const makeRoom = (now: number) => {
    const { burst } = measure;
    for (const [key, bucket] of buckets) if (filled(bucket, now) >= burst) buckets.delete(key);
    for (const key of buckets.keys()) {
      if (buckets.size < bucketsMax) return;
      buckets.delete(key);
    }
  };

  return {
    take(key) {
      if (measure.perMinute === 0) return 0;
      const now = nowMs();
      let bucket = buckets.get(key);
      if (!bucket) {
        if (buckets.size >= bucketsMax) makeRoom(now);
        bucket = { tokens: measure.burst, atMs: now };
        buckets.set(key, bucket);
      }
      bucket.tokens = filled(bucket, now);
      bucket.atMs = now;
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perMs());
      bucket.tokens -= 1;
      return 0;
    },
    giveBack(key) {
      const bucket = buckets.get(key);
      if (bucket) bucket.tokens = Math.min(measure.burst, bucket.tokens + 1);
    },
  };
}

/** A wall clock that is set back would stop the filling. */
const monotonicMs = (): number => performance.now();
