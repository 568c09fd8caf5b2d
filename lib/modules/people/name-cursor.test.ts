import { expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { lastOf, nameCursor } from "#lib/modules/people/name-cursor.ts";

test("a page goes on where the one before ended", () => {
  const last = { id: newId(), name: "ödön – o'neill" };
  expect(lastOf(nameCursor(last))).toEqual(last);
  expect(lastOf(undefined)).toBeUndefined();
});

test.each(["", "ada", "-".repeat(36), `${"a".repeat(36)}ada`, `${newId()}a\u0000b`])(
  "%j is refused, for the database could not take it",
  (cursor) => {
    expect(() => lastOf(cursor)).toThrow("cursor");
  },
);
