import { expect, test } from "vitest";
import { rankName } from "#lib/client/rank-name.ts";

test("a name that begins with what was typed comes before one that only holds it", () => {
  const ranks = ["Task panel", "New task", "Restart", "Git"].map((name) => rankName("ta", [name]));
  expect(ranks).toEqual([1, 0.8, 0.5, 0]);
});

test("words may be typed in any order, and letters that lie apart are no match", () => {
  expect(rankName("tides write", ["#1 Write down the tides"])).toBe(0.8);
  expect(rankName("brd", ["Board"])).toBe(0);
  expect(rankName("", ["Board"])).toBe(1);
});
