import { format, inspect } from "node:util";
import { serialize } from "node:v8";
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

test("a secret is in no copy, error or serialised form of what holds it", () => {
  const value = secret(planted);
  const holder = { value };
  let copied: unknown;
  try {
    copied = structuredClone(holder);
  } catch (error) {
    copied = error;
  }
  const shown = [
    inspect(copied, { depth: 9 }),
    String(new Error(`could not use ${value}`)),
    inspect(new Error("with a cause", { cause: holder }), { depth: 9, showHidden: true }),
    inspect(new Map([[value, value]]), { depth: 9 }),
    Object.entries(value).join(),
    Object.getOwnPropertyNames(value).join(),
    `${[value]}`,
    // biome-ignore lint/style/useTemplate: joining is what is tried
    value + "",
    JSON.stringify([value, new Map(Object.entries(holder)), { ...holder }]),
  ].join("\n");
  expect(shown).toContain("[secret]");
  expect(shown).not.toContain(planted);
  expect(() => serialize(holder)).toThrow();
});
