import { expect, test } from "vitest";
import { lanesOf } from "./commit-lanes.ts";

const commit = (sha: string, ...parents: string[]) => ({ sha, parents });

test("a straight history takes one lane", () => {
  expect(lanesOf([commit("c", "b"), commit("b", "a"), commit("a")])).toEqual([
    { column: 0, joins: [], passes: [], leaves: [0], width: 1 },
    { column: 0, joins: [0], passes: [], leaves: [0], width: 1 },
    { column: 0, joins: [0], passes: [], leaves: [], width: 1 },
  ]);
});

test("a merge opens a lane beside it, which ends where the two had parted", () => {
  const rows = lanesOf([commit("m", "b", "s"), commit("s", "a"), commit("b", "a"), commit("a")]);
  expect(rows.map(({ column, joins, passes, leaves }) => [column, joins, passes, leaves])).toEqual([
    [0, [], [], [0, 1]],
    [1, [1], [0], [1]],
    [0, [0], [1], [1]],
    [1, [1], [], []],
  ]);
});

test("two tips of one parent stand beside each other and meet in it", () => {
  const rows = lanesOf([commit("x", "a"), commit("y", "a"), commit("a")]);
  expect(rows.map(({ column, leaves }) => [column, leaves])).toEqual([
    [0, [0]],
    [1, [0]],
    [0, []],
  ]);
});
