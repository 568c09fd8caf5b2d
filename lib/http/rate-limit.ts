import { AppError } from "#lib/kernel/errors.ts";

const addressesMax = 10_000;

/** At most `callsMax` calls of one address in each minute; the returned function throws RATE_LIMITED beyond them. */
export function createRateLimit(callsMax: number, nowMs: () => number = Date.now) {
  let minute = 0;
  const calls = new Map<string, number>();
  return (address: string | null): void => {
    const current = Math.floor(nowMs() / 60_000);
    if (current !== minute || calls.size > addressesMax) calls.clear();
    minute = current;
    const key = address ?? "unknown";
    const count = (calls.get(key) ?? 0) + 1;
    calls.set(key, count);
    if (count <= callsMax) return;
    throw new AppError("RATE_LIMITED", "Too many attempts from your address. Wait a minute, then try again.");
  };
}
