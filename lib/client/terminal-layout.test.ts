import { expect, test } from "vitest";
import { emptyLayout, keepExisting, panesMax, show, split, unsplit } from "#lib/client/terminal-layout.ts";

test("a terminal is shown in the focused pane, and once only", () => {
  const one = show(emptyLayout, "a");
  expect(one).toMatchObject({ panes: ["a"], focused: 0 });
  const two = split(one, "b", "row");
  expect(two).toMatchObject({ panes: ["a", "b"], focused: 1 });
  expect(show(two, "c")).toMatchObject({ panes: ["a", "c"], focused: 1 });
  expect(show(two, "a")).toMatchObject({ panes: ["a", "b"], focused: 0 });
});

test("there are never more panes than fit", () => {
  const full = ["a", "b", "c", "d", "e"].reduce((layout, id) => split(layout, id, "column"), emptyLayout);
  expect(full.panes).toHaveLength(panesMax);
  expect(full.panes[full.focused]).toBe("e");
});

test("what is gone leaves its pane, and the focus stays with its terminal", () => {
  const layout = { panes: ["a", "b", "c"], focused: 2, direction: "row" as const };
  expect(unsplit(layout, "a")).toMatchObject({ panes: ["b", "c"], focused: 1 });
  expect(unsplit(layout, "c")).toMatchObject({ panes: ["a", "b"], focused: 1 });
  expect(keepExisting(layout, ["c", "x"])).toMatchObject({ panes: ["c"], focused: 0 });
  expect(keepExisting(layout, ["x", "y"])).toMatchObject({ panes: ["x"], focused: 0 });
  expect(keepExisting(layout, ["c", "b", "a"])).toBe(layout);
});
