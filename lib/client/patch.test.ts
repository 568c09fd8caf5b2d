import { expect, test } from "vitest";
import { parsePatch, splitRows } from "./patch.ts";
import { gapsOf, withContext } from "./patch-context.ts";

const patch = [
  "diff --git a/x.ts b/x.ts",
  "--- a/x.ts",
  "+++ b/x.ts",
  "@@ -3,4 +3,4 @@ function list",
  " keep",
  "-const { page, limit } = input",
  "+const { cursor, limit } = input",
  "--- a line that starts with dashes",
  "+++ a line that starts with pluses",
  " last",
  "\\ No newline at end of file",
].join("\n");

test("lines are numbered on the side they stand on, and git's own header is left out", () => {
  const [hunk] = parsePatch(patch);
  expect(hunk?.header).toBe("@@ -3,4 +3,4 @@");
  expect(hunk?.context).toBe("function list");
  expect(hunk?.lines.map(({ kind, oldLine, newLine }) => [kind, oldLine, newLine])).toEqual([
    ["context", 3, 3],
    ["removed", 4, null],
    ["added", null, 4],
    ["removed", 5, null],
    ["added", null, 5],
    ["context", 6, 6],
  ]);
});

test("lines of code that look like file headers stay lines of code", () => {
  const [hunk] = parsePatch(patch);
  expect(hunk?.lines[3]?.text).toBe("-- a line that starts with dashes");
  expect(hunk?.lines[4]?.text).toBe("++ a line that starts with pluses");
});

test("the differing words of a changed line are marked on both sides", () => {
  const [hunk] = parsePatch(patch);
  const marked = [hunk?.lines[1], hunk?.lines[2]].map((line) =>
    line?.changed.map((range) => line.text.slice(...range)).join("|"),
  );
  expect(marked).toEqual(["page", "cursor"]);
});

test("side by side, removed and added lines meet in order and the longer side stands alone at the end", () => {
  const [hunk] = parsePatch("@@ -1,3 +1,2 @@\n-one\n-two\n+eins\n keep");
  const rows = splitRows(hunk?.lines ?? []);
  expect(rows.map(({ left, right }) => [left?.text ?? null, right?.text ?? null])).toEqual([
    ["one", "eins"],
    ["two", null],
    ["keep", "keep"],
  ]);
});

test("several words of a line are marked apart, and lines with little in common not at all", () => {
  const [hunk] = parsePatch(
    "@@ -1,2 +1,2 @@\n-const total = sum(a, b) + 1;\n-aaa\n+const all = sum(a, c) + 1;\n+zzz bbb",
  );
  const words = hunk?.lines.map((line) => line.changed.map((range) => line.text.slice(...range)));
  expect(words).toEqual([["total", "b"], [], ["all", "c"], []]);
});

test("lines around a hunk are numbered on both sides, and what stays hidden is counted", () => {
  const hunks = parsePatch("@@ -3,1 +3,2 @@\n three\n+new\n@@ -8,1 +9,1 @@\n-old\n+eight");
  const text = ["one", "two", "three", "new", "four", "five", "six", "seven", "eight", "nine"];
  expect(gapsOf(hunks, text.length)).toEqual([2, 4, 1]);
  const [first, second] = withContext(hunks, text, [1, 2, 1]);
  expect(first?.lines.map(({ oldLine, newLine, text }) => [oldLine, newLine, text])).toEqual([
    [2, 2, "two"],
    [3, 3, "three"],
    [null, 4, "new"],
  ]);
  expect(second?.lines.map(({ oldLine, newLine, text }) => [oldLine, newLine, text])).toEqual([
    [6, 7, "six"],
    [7, 8, "seven"],
    [8, null, "old"],
    [null, 9, "eight"],
    [9, 10, "nine"],
  ]);
});

test("a patch without hunks has nothing to show", () => {
  expect(parsePatch("")).toEqual([]);
  expect(parsePatch("Binary files a/x and b/x differ")).toEqual([]);
});
