import type { SettingValue } from "#lib/modules/settings/schema.ts";

const dayMs = 86_400_000;
const retryMs = 3_600_000;
/** A new installation has little to lose, and its first hour other things to do. */
const firstMs = 3_600_000;

interface DailyFacts {
  settings: SettingValue<"backups">;
  /** Of the daily ones, newest first. */
  daily: readonly { state: "running" | "ready" | "failed"; createdAt: Date }[];
  /** Null before the setup. */
  firstPersonAt: Date | null;
}

/** When the next daily backup is to be made, which may be over; null for never. */
export function nextDailyAt({ settings, daily, firstPersonAt }: DailyFacts): Date | null {
  if (!settings.isDaily || firstPersonAt === null) return null;
  const [newest] = daily;
  if (newest?.state === "running") return null;
  const good = daily.find(({ state }) => state === "ready");
  const due = good ? good.createdAt.getTime() + dayMs : firstPersonAt.getTime() + firstMs;
  const retry = newest?.state === "failed" ? newest.createdAt.getTime() + retryMs : 0;
  return new Date(Math.max(due, retry));
}

/** The daily ones that go once a new good one is there: all but the newest `keep`, and what failed before those. */
export function overdue<Row extends { state: string; createdAt: Date }>(
  daily: readonly Row[],
  keep: number,
): Row[] {
  const oldestKept = daily
    .filter(({ state }) => state === "ready")
    .slice(0, keep)
    .at(-1);
  if (!oldestKept) return [];
  return daily.filter(({ createdAt, state }) => createdAt < oldestKept.createdAt && state !== "running");
}
