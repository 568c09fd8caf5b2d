import { expect, test } from "vitest";
import { inOrder, moveBy, moveTo } from "#lib/client/terminal-order.ts";

const items = ["a", "b", "c"].map((id) => ({ id }));

test("what was arranged stays so, and what is new comes last", () => {
  expect(inOrder(items, ["c", "gone", "a"]).map(({ id }) => id)).toEqual(["c", "a", "b"]);
  expect(inOrder(items, [])).toEqual(items);
});

test("a tab takes the place of the one it is dropped on", () => {
  expect(moveTo(["a", "b", "c"], "a", "c")).toEqual(["b", "c", "a"]);
  expect(moveTo(["a", "b", "c"], "c", "a")).toEqual(["c", "a", "b"]);
  expect(moveTo(["a", "b"], "a", "x")).toEqual(["a", "b"]);
  expect(moveBy(["a", "b", "c"], "b", 1)).toEqual(["a", "c", "b"]);
  expect(moveBy(["a", "b", "c"], "a", -1)).toEqual(["a", "b", "c"]);
});
