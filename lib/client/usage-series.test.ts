import { expect, test } from "vitest";
import { ceilingOf, lineThrough, ratesOf } from "#lib/client/usage-series.ts";

const sample = (second: number, readBytes: number | null) => ({
  at: new Date(second * 1000).toISOString(),
  cpuPercent: 0,
  memoryBytes: 0,
  memoryMaxBytes: null,
  processes: 1,
  readBytes,
  writtenBytes: null,
  receivedBytes: null,
  sentBytes: null,
});

test("a counter becomes bytes a second; one that fell began anew, and one that is not kept has no rate", () => {
  const samples = [sample(0, 100), sample(2, 300), sample(3, 300), sample(5, 20)];
  expect(ratesOf(samples, "readBytes")).toEqual([100, 0, 0]);
  expect(ratesOf(samples, "sentBytes")).toBeNull();
  expect(ratesOf([], "sentBytes")).toEqual([]);
});

test("a line ends at the right edge, stays inside its frame, and its ceiling is a round figure", () => {
  expect(ceilingOf([1, 3], 10)).toBe(10);
  expect(ceilingOf([1, 34], 10)).toBe(50);
  expect(ceilingOf([], 1024)).toBe(1024);
  const frame = { slots: 3, ceiling: 10, width: 100, height: 40 };
  expect(lineThrough([5, 20], frame)).toEqual([
    { x: 50, y: 20 },
    { x: 100, y: 0 },
  ]);
  expect(lineThrough([1, 2, 3, 0], frame)).toHaveLength(3);
});
