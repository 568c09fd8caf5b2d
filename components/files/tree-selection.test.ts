import { expect, test } from "vitest";
import { extend, outermost, selectOnly, subjectsOf, toggle } from "#components/files/tree-selection.ts";

const order = ["a", "a/1", "a/2", "b", "c"];
const chosen = (paths: ReadonlySet<string>) => [...paths];

test("Shift chooses from where the range began, up and down; a row that has gone begins anew", () => {
  const down = extend(selectOnly("a/1"), "b", order);
  expect(chosen(down.paths)).toEqual(["a/1", "a/2", "b"]);
  const up = extend(down, "a", order);
  expect(chosen(up.paths)).toEqual(["a", "a/1"]);
  expect(up).toMatchObject({ focus: "a", anchor: "a/1" });
  expect(chosen(extend(selectOnly("gone"), "b", order).paths)).toEqual(["b"]);
});

test("Ctrl takes one in or out and leaves the others", () => {
  const two = toggle(selectOnly("a"), "c");
  expect(chosen(two.paths)).toEqual(["a", "c"]);
  expect(chosen(toggle(two, "a").paths)).toEqual(["c"]);
});

test("an action is about the whole choice only where its row is part of it, and a folder takes along what is in it", () => {
  const selection = { ...selectOnly("a"), paths: new Set(["a", "a/1", "b"]) };
  expect(subjectsOf(selection, "a/1")).toEqual(["a", "b"]);
  expect(subjectsOf(selection, "c")).toEqual(["c"]);
  expect(outermost(["a", "ab", "a b", "a/2/deep", "c/1"])).toEqual(["a", "ab", "a b", "c/1"]);
});
