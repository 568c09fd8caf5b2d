import { expect, test } from "vitest";
import { readable, readableJson } from "#lib/kernel/readable.ts";

const half = "😀".slice(0, 1);

test("what PostgreSQL does not know is replaced, in texts and in names, and nothing else", () => {
  expect(readable(`a\0${half}😀`)).toBe("a\u{fffd}\u{fffd}😀");
  const value = { "n\0": [`${half}`, "\0\0"], plain: '\\u0000 \\\\u0000 " 😀 \u0001', none: null };
  expect(JSON.parse(readableJson(value))).toEqual({
    "n\u{fffd}": ["\u{fffd}", "\u{fffd}\u{fffd}"],
    plain: '\\u0000 \\\\u0000 " 😀 \u0001',
    none: null,
  });
});
