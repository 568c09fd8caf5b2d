import { expect, test } from "vitest";
import { columnsOf } from "#cli/columns.ts";
import type { Output } from "#cli/output.ts";
import { renderAnswer } from "#cli/render.ts";
import { formatTable } from "#cli/table.ts";
import { cleanText, cutTo, painter, printJson, widthOf } from "#cli/text.ts";

const outputOf = (width: number | null): Output => ({
  isJson: false,
  isShown: width !== null,
  canAsk: false,
  width,
  paint: painter(false),
  paintNote: painter(false),
  print: () => {},
  write: () => {},
  printJson: () => {},
  note: () => {},
});

const rows = [
  { number: 1, title: "Mend the gate before the flood comes down the canal", status: "todo" },
  { number: 12, title: "水門を直す", status: "human_review" },
];

test("a table fits its terminal: long text is cut, and what is wide counts double", () => {
  const lines = formatTable(rows, ["number=#", "title", "status"], outputOf(40)).split("\n");
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(40);
  expect(lines[1]).toContain("…");
  expect(lines[2]).toContain("水門を直す");
});

test("where even that is too wide, the last columns go and ids stay whole", () => {
  const id = "01a1fdf1-ec9e-73f5-b2a2-01caa1645ad3";
  const operation = {
    command: "task.delete",
    target: "a long name",
    state: "succeeded",
    level: "MEDIUM",
    id,
  };
  const columns = ["command", "target", "state", "level", "id"];
  const text = formatTable([operation], columns, outputOf(70));
  expect(text).toContain(id);
  expect(text).toContain("succeeded");
  expect(text).not.toContain("MEDIUM");
  for (const line of text.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(70);
});

test("without a terminal nothing is cut", () => {
  const text = formatTable(rows, ["number=#", "title"], outputOf(null));
  expect(text).toContain("before the flood comes down the canal");
});

test("a list that nobody chose columns for shows what its entries have", () => {
  expect(columnsOf("later.list", [{ id: "x", state: "on", name: "a", ownerId: "y", deep: {} }])).toEqual([
    "name",
    "state",
    "id",
  ]);
});

test("an empty list says so, a diff is its patches, other answers are their fields with units", () => {
  expect(renderAnswer({ name: "task.list" }, { items: [] }, outputOf(null))).toBe("Nothing here.");
  const diff = { files: [{ path: "a", patch: "@@ -1 +1 @@\n-a\n+b\n" }] };
  expect(renderAnswer({ name: "git.diff" }, diff, outputOf(null))).toBe("@@ -1 +1 @@\n-a\n+b");
  const shown = renderAnswer(
    { name: "x" },
    { sizeBytes: 2_500_000, spanMs: 90_000, isOn: true },
    outputOf(null),
  );
  expect(shown).toMatch(/size +2\.5 MB\nspan +1 min 30 s\nis on +yes/);
});

test("what others wrote gives the terminal no orders, in tables and in JSON", () => {
  const hostile = "a\u001b]0;title\u0007\u001b[2Jb\u202ec\u009b31m";
  expect(cleanText(hostile)).toBe("a]0;title[2Jbc31m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(printJson({ hostile })).not.toMatch(/[\u001b\u007f-\u009f]/);
  expect(JSON.parse(printJson({ hostile }))).toEqual({ hostile });
});

test("a text is cut by what is seen of it, not in the middle of a sign", () => {
  expect(cutTo("水門を直す", 5)).toBe("水門…");
  expect(cutTo("gate", 4)).toBe("gate");
});
