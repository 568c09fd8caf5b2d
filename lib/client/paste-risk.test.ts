import { expect, test } from "vitest";
import { asOneLine, linesAtRisk, withoutControls } from "#lib/client/paste-risk.ts";

test("several lines are a risk where the program cannot tell them from typing", () => {
  expect(linesAtRisk("rm a\nrm b\n", false)).toBe(2);
  expect(linesAtRisk("rm a\r\nrm b", false)).toBe(2);
  expect(linesAtRisk("rm a\rrm b", false)).toBe(2);
  expect(linesAtRisk("rm a\nrm b\n", true)).toBe(0);
  expect(linesAtRisk("make\n", false)).toBe(0);
  expect(linesAtRisk("make", false)).toBe(0);
});

test("nothing that is pasted ends the paste from within, or speaks to the terminal", () => {
  expect(withoutControls("a\x1b[201~\rrm b\n")).toBe("a[201~\rrm b\n");
  expect(withoutControls("\x9b201~\x03\x7f\u0085\0x")).toBe("201~x");
  expect(withoutControls("\ttab\r\nünï 😀 \u00a0")).toBe("\ttab\r\nünï 😀 \u00a0");
});

test("joined, nothing runs by itself", () => {
  expect(asOneLine("  one \n\n two\r\nthree\n")).toBe("one two three");
});
