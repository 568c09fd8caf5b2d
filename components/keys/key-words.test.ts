import { expect, test } from "vitest";
import { expiryOf } from "#components/keys/key-words.ts";

const nowMs = Date.parse("2030-01-01T12:00:00Z");

test("a key ends after so many days, at the end of a date, or never", () => {
  expect(expiryOf("30", "", nowMs)).toBe("2030-01-31T12:00:00.000Z");
  expect(expiryOf("never", "2031-05-05", nowMs)).toBeUndefined();
  expect(expiryOf("date", "2031-05-05", nowMs)).toBe(new Date("2031-05-05T23:59:59").toISOString());
});

test("a date that is not chosen yet is none", () => {
  expect(expiryOf("date", "", nowMs)).toBeNull();
});
