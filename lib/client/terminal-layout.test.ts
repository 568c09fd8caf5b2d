import { expect, test } from "vitest";
import {
  emptyLayout,
  keepExisting,
  neighbour,
  panesMax,
  panesOf,
  setShare,
  show,
  split,
  substitute,
  unsplit,
} from "#lib/client/terminal-layout.ts";

/** a | b over c */
const three = split(split(show(emptyLayout, "a"), "b", "row"), "c", "column");

test("a terminal is shown in the focused pane, and once only", () => {
  const one = show(emptyLayout, "a");
  expect(one).toEqual({ tree: { kind: "pane", id: "a" }, focused: "a" });
  const two = split(one, "b", "row");
  expect(panesOf(two.tree)).toEqual(["a", "b"]);
  expect(panesOf(show(two, "c").tree)).toEqual(["a", "c"]);
  expect(show(two, "a")).toEqual({ tree: two.tree, focused: "a" });
});

test("a split halves the focused pane alone, in either direction", () => {
  expect(three.focused).toBe("c");
  expect(three.tree).toMatchObject({
    direction: "row",
    first: { id: "a" },
    second: { direction: "column", share: 0.5, first: { id: "b" }, second: { id: "c" } },
  });
});

test("there are never more panes than fit", () => {
  const full = ["a", "b", "c", "d", "e", "f", "g"].reduce(
    (layout, id) => split(layout, id, "column"),
    emptyLayout,
  );
  expect(panesOf(full.tree)).toHaveLength(panesMax);
  expect(full.focused).toBe("g");
});

test("the neighbour of a pane is the one behind its edge", () => {
  expect(neighbour(three, "up")).toBe("b");
  expect(neighbour(three, "left")).toBe("a");
  expect(neighbour(three, "right")).toBe(null);
  expect(neighbour(show(three, "a"), "right")).toBe("b");
  const uneven = setShare(three, [1], 0.2);
  expect(neighbour(show(uneven, "a"), "right")).toBe("c");
});

test("what is gone leaves its pane to its neighbour, and the focus stays with its terminal", () => {
  expect(unsplit(three, "a")).toMatchObject({ tree: { direction: "column" }, focused: "c" });
  expect(unsplit(three, "c")).toMatchObject({ focused: "b" });
  expect(keepExisting(three, ["c", "x"])).toEqual({ tree: { kind: "pane", id: "c" }, focused: "c" });
  expect(keepExisting(three, ["x", "y"])).toEqual({ tree: { kind: "pane", id: "x" }, focused: "x" });
  expect(keepExisting(three, ["c", "b", "a"])).toBe(three);
  expect(keepExisting(three, [])).toEqual(emptyLayout);
});

test("one started again takes the place of the one that ended", () => {
  expect(panesOf(substitute(three, "c", "d").tree)).toEqual(["a", "b", "d"]);
  expect(substitute(three, "c", "d").focused).toBe("d");
  expect(substitute(three, "x", "d")).toBe(three);
});

test("a share stays within its bounds", () => {
  expect(setShare(three, [], 0.001).tree).toMatchObject({ share: 0.1 });
  expect(setShare(three, [1], 2).tree).toMatchObject({ share: 0.5, second: { share: 0.9 } });
});
