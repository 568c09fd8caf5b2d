import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { secret } from "#lib/kernel/secret.ts";

const planted = "correct-horse-battery-staple";

test("a secret gives its value to reveal only", () => {
  expect(secret(planted).reveal()).toBe(planted);
});

test("a secret prints [secret] through every way to text", () => {
  const value = secret(planted);
  expect(`${value}`).toBe("[secret]");
  expect(String(value)).toBe("[secret]");
  expect(`${value}!`).toBe("[secret]!");
  expect(JSON.stringify({ value })).toBe('{"value":"[secret]"}');
  expect(inspect({ deep: { value } }, { depth: 9, showHidden: true })).not.toContain(planted);
  expect(format("%s %o %j", value, value, value)).not.toContain(planted);
  expect(JSON.stringify({ ...value })).not.toContain(planted);
});
