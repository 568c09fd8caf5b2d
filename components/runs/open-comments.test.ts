import { expect, test } from "vitest";
import { extendTo, type OpenComment, openAt } from "#components/runs/open-comments.ts";

const at = (line: number, path = "a.ts") => ({ path, side: "new" as const, line });
const said = (open: readonly OpenComment[], key: number, text: string) =>
  open.map((one) => (one.key === key ? { ...one, text } : one));
const linesOf = (open: readonly OpenComment[]) =>
  open.map(({ path, line, endLine }) => [path, line, endLine]);

test("a second comment leaves the first one open where it says something, and closes it where it does not", () => {
  const first = openAt([], at(3));
  expect(linesOf(openAt(first, at(5)))).toEqual([["a.ts", 5, 5]]);
  const both = openAt(said(first, 1, "Why?"), at(5, "b.ts"));
  expect(both.map(({ key, text }) => [key, text])).toEqual([
    [1, "Why?"],
    [2, ""],
  ]);
  expect(openAt(both, at(5, "b.ts"))).toBe(both);
});

test("with shift the last comment reaches over several lines, in either direction", () => {
  const open = extendTo(extendTo(openAt([], at(5)), at(8)), at(3));
  expect(linesOf(open)).toEqual([["a.ts", 3, 8]]);
  expect(linesOf(extendTo(said(open, 1, "All of it"), at(4, "b.ts")))).toEqual([
    ["a.ts", 3, 8],
    ["b.ts", 4, 4],
  ]);
});
