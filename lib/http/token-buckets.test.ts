import { expect, test } from "vitest";
import { createTokenBuckets } from "#lib/http/token-buckets.ts";

const bucketsAt = (perMinute: number, burst: number) => {
  const clock = { ms: 1_000 };
  return { clock, buckets: createTokenBuckets({ perMinute, burst, nowMs: () => clock.ms }) };
};

test("a burst passes, then one for each that fills in, and others have their own", () => {
  const { clock, buckets } = bucketsAt(60, 3);
  for (let call = 0; call < 3; call += 1) expect(buckets.take("a")).toBe(0);
  expect(buckets.take("a")).toBe(1_000);
  expect(buckets.take("b")).toBe(0);
  clock.ms += 400;
  expect(buckets.take("a")).toBe(600);
  clock.ms += 600;
  expect(buckets.take("a")).toBe(0);
  expect(buckets.take("a")).toBe(1_000);
});

test("no more than a burst gathers, and what is given back can be taken again", () => {
  const { clock, buckets } = bucketsAt(60, 2);
  clock.ms += 3_600_000;
  expect([buckets.take("a"), buckets.take("a")]).toEqual([0, 0]);
  expect(buckets.take("a")).toBeGreaterThan(0);
  buckets.giveBack("a");
  expect(buckets.take("a")).toBe(0);
});

test("0 is no limit", () => {
  const { buckets } = bucketsAt(0, 1);
  for (let call = 0; call < 1_000; call += 1) expect(buckets.take("a")).toBe(0);
});

test("a hundred thousand keys are not all kept, and one that is empty is kept while full ones go", () => {
  const { clock, buckets } = bucketsAt(60, 1);
  for (let key = 0; key < 15_000; key += 1) buckets.take(`early ${key}`);
  clock.ms += 60_000;
  buckets.take("empty");
  for (let key = 0; key < 15_000; key += 1) buckets.take(`late ${key}`);
  expect(buckets.take("empty")).toBeGreaterThan(0);
});
