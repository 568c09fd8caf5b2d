import { expect, test } from "vitest";
import { parseQuickOpen } from "#components/files/quick-open-text.ts";

test("a line stands behind a colon, alone or behind a path, with or without a column", () => {
  expect(parseQuickOpen("src/app.ts:12")).toEqual({ q: "src/app.ts", line: 12 });
  expect(parseQuickOpen(" app.ts:12:4 ")).toEqual({ q: "app.ts", line: 12 });
  expect(parseQuickOpen(":7")).toEqual({ q: "", line: 7 });
  expect(parseQuickOpen("app.ts:")).toEqual({ q: "app.ts", line: null });
  expect(parseQuickOpen("app")).toEqual({ q: "app", line: null });
});
