import { expect, test } from "vitest";
import { nextDailyAt, overdue } from "#lib/modules/installation-backups/rules.ts";

const hourMs = 3_600_000;
const setupAt = new Date("2026-11-01T08:00:00Z");
const after = (hours: number) => new Date(setupAt.getTime() + hours * hourMs);
const made = (hours: number, state: "ready" | "failed" | "running" = "ready") => ({
  createdAt: after(hours),
  state,
});
const settings = { isDaily: true, keep: 2 };
const next = (daily: ReturnType<typeof made>[], more: object = {}) =>
  nextDailyAt({ settings, daily, firstPersonAt: setupAt, ...more });

test("the first one is due an hour after the setup, each further one a day after the last good one", () => {
  expect(next([])).toEqual(after(1));
  expect(next([made(30), made(1)])).toEqual(after(54));
});

test("one that failed is tried again after an hour, however long ago the last good one was", () => {
  expect(next([made(100, "failed"), made(1)])).toEqual(after(101));
});

test("nothing is due while one is made, before the setup, or where nobody wants any", () => {
  expect(next([made(1, "running")])).toBeNull();
  expect(next([], { firstPersonAt: null })).toBeNull();
  expect(next([], { settings: { ...settings, isDaily: false } })).toBeNull();
});

test("the newest good ones stay, and what failed before them goes with the older ones", () => {
  const [newest, failed, second, failedBefore, oldest] = [
    made(50),
    made(40, "failed"),
    made(30),
    made(20, "failed"),
    made(10),
  ];
  expect(overdue([newest, failed, second, failedBefore, oldest], 2)).toEqual([failedBefore, oldest]);
  expect(overdue([failed, failedBefore], 2)).toEqual([]);
  expect(overdue([newest], 2)).toEqual([]);
});
