import { expect, test } from "vitest";
import { changeBetween, type TextChange } from "#components/files/text-change.ts";

function apply(lines: readonly string[], { range, text }: TextChange): string {
  const offset = (line: number, column: number) =>
    lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
  const before = lines.join("\n");
  const start = offset(range.startLineNumber, range.startColumn);
  return before.slice(0, start) + text + before.slice(offset(range.endLineNumber, range.endColumn));
}

/** Every text of up to four lines out of three. */
const texts = (lines: number): string[][] =>
  lines === 0 ? [[]] : texts(lines - 1).flatMap((text) => ["", "a", "b"].map((line) => [...text, line]));

test("a change makes the one text of the other, wherever lines came, went or differ", () => {
  const all = [1, 2, 3, 4].flatMap(texts);
  for (const now of all) {
    for (const next of all) expect(apply(now, changeBetween(now, next))).toBe(next.join("\n"));
  }
});

test("lines that are the same are not touched", () => {
  const { range } = changeBetween(["a", "b", "c", "d"], ["a", "x", "y", "c", "d"]);
  expect(range).toEqual({ startLineNumber: 1, startColumn: 2, endLineNumber: 2, endColumn: 2 });
});
