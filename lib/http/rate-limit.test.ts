import { expect, test } from "vitest";
import { createRateLimit } from "#lib/http/rate-limit.ts";

test("an address has so many calls in a minute, and new ones in the next", () => {
  let now = 120_000;
  const limit = createRateLimit(3, () => now);
  for (let call = 0; call < 3; call += 1) limit("192.0.2.7");
  expect(() => limit("192.0.2.7")).toThrow("Too many attempts");
  expect(() => limit("192.0.2.8")).not.toThrow();
  now += 60_000;
  expect(() => limit("192.0.2.7")).not.toThrow();
});
