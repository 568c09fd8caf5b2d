import { expect, test } from "vitest";
import { extendTo, type OpenComment, openAt } from "#components/runs/open-comments.ts";

const at = (line: number, path = "a.ts") => ({ path, side: "new" as const, line });
const nothing = () => false;
const said = ({ key }: OpenComment) => key === 1;
const linesOf = (open: readonly OpenComment[]) =>
  open.map(({ path, line, endLine }) => [path, line, endLine]);

test("a second comment leaves the first one open where it says something, and closes it where it does not", () => {
  const first = openAt([], at(3), nothing);
  expect(linesOf(openAt(first, at(5), nothing))).toEqual([["a.ts", 5, 5]]);
  const both = openAt(first, at(5, "b.ts"), said);
  expect(both.map(({ key, path }) => [key, path])).toEqual([
    [1, "a.ts"],
    [2, "b.ts"],
  ]);
  expect(openAt(both, at(5, "b.ts"), said)).toBe(both);
});

test("with shift the last comment reaches over several lines, in either direction", () => {
  const open = extendTo(extendTo(openAt([], at(5), nothing), at(8), nothing), at(3), nothing);
  expect(linesOf(open)).toEqual([["a.ts", 3, 8]]);
  expect(linesOf(extendTo(open, at(4, "b.ts"), said))).toEqual([
    ["a.ts", 3, 8],
    ["b.ts", 4, 4],
  ]);
});
