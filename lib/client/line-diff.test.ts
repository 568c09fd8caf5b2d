import { expect, test } from "vitest";
import { diffLines } from "./line-diff.ts";

const marks = { same: " ", added: "+", removed: "-" } as const;
const told = (before: string, after: string) =>
  diffLines(before, after).map(({ change, text }) => `${marks[change]}${text}`);

test("what stays, goes and comes is told line by line, the lines that go first", () => {
  expect(told("a\nb\nc\nd", "a\nx\nc\ne\nd")).toEqual([" a", "-b", "+x", " c", "+e", " d"]);
  expect(told("", "a\nb")).toEqual(["+a", "+b"]);
  expect(told("a", "")).toEqual(["-a"]);
  expect(told("a\nb", "a\nb")).toEqual([" a", " b"]);
});

test("both texts can be read out of it again, whatever they are", () => {
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  const text = () => Array.from({ length: 1 + next(12) }, () => "abcd".charAt(next(4))).join("\n");
  for (let round = 0; round < 300; round += 1) {
    const [before, after] = [text(), text()];
    const lines = diffLines(before, after);
    const side = (left: "added" | "removed") =>
      lines
        .filter(({ change }) => change !== left)
        .map((line) => line.text)
        .join("\n");
    expect([side("added"), side("removed")]).toEqual([before, after]);
  }
});
