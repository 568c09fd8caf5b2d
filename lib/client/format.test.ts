import { expect, test } from "vitest";
import {
  countOf,
  formatBytes,
  formatDuration,
  formatMemory,
  formatMoment,
  formatRelativeTime,
} from "./format.ts";

const now = new Date(2026, 10, 20, 14, 32);
const relative = (minutesAgo: number) =>
  formatRelativeTime(new Date(now.getTime() - minutesAgo * 60_000).toISOString(), now.getTime());

test("a duration shows its two largest parts and never a negative number", () => {
  expect([-5000, 0, 59_999, 402_000, 67_740_000, 273_600_000].map(formatDuration)).toEqual([
    "0 s",
    "0 s",
    "59 s",
    "6 min 42 s",
    "18 h 49 min",
    "3 d 4 h",
  ]);
});

test("a time reads as people say it, and one that is no time stays as it is", () => {
  expect([0, 4, 120, 20 * 60, 3 * 24 * 60].map(relative)).toEqual([
    "just now",
    "4 min ago",
    "2 h ago",
    "yesterday",
    "17 Nov",
  ]);
  expect(relative(-4)).toBe("in 4 min");
  expect(formatRelativeTime("soon", now.getTime())).toBe("soon");
});

test("a time to act by says its day as people do, and its minute", () => {
  const moment = (hours: number) =>
    formatMoment(new Date(now.getTime() + hours * 3_600_000).toISOString(), now.getTime());
  expect([1, 19, -24, 72, 24 * 50].map(moment)).toEqual([
    "today 15:32",
    "tomorrow 09:32",
    "yesterday 14:32",
    "Mon 23 Nov, 14:32",
    "Sat 9 Jan 2027, 14:32",
  ]);
});

test("sizes go in steps of a thousand and never show 1000 of a unit", () => {
  expect([0, 999, 999_999, 2_100_000_000].map(formatBytes)).toEqual(["0 B", "999 B", "1.0 MB", "2.1 GB"]);
});

test("one is said in the singular", () => {
  expect([countOf(1, "file"), countOf(1204, "file")]).toEqual(["1 file", "1,204 files"]);
});

test("memory is told in steps of 1024, with a digit behind the point where it says something", () => {
  expect([0, 300 * 1024, 512 * 1024 ** 2, 4 * 1024 ** 3, 1.13 * 1024 ** 3].map(formatMemory)).toEqual([
    "0 B",
    "300 KiB",
    "512 MiB",
    "4 GiB",
    "1.1 GiB",
  ]);
});
