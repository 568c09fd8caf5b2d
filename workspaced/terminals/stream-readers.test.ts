import { describe, expect, test } from "vitest";
import { createMarkFinder } from "./end-mark.ts";
import { createModeTracker } from "./mode-tracker.ts";
import { isTerminalReport } from "./terminal-report.ts";

describe("the mark of a shell's end", () => {
  const find = (chunks: string[]) => {
    const codes: number[] = [];
    const read = createMarkFinder("abc", (code) => codes.push(code));
    for (const chunk of chunks) read(Buffer.from(chunk));
    return codes;
  };
  const stream = "some output \x1b]7771;abc;137\x1b\\";

  test("is found once, wherever the chunks are cut", () => {
    for (let cut = 0; cut <= stream.length; cut += 1) {
      expect(find([stream.slice(0, cut), stream.slice(cut)]), `cut at ${cut}`).toEqual([137]);
    }
    expect(find([...stream])).toEqual([137]);
    expect(find([stream, stream])).toEqual([137]);
  });

  test("of another terminal, or unfinished, is none", () => {
    expect(find(["\x1b]7771;other;0\x1b\\"])).toEqual([]);
    expect(find(["\x1b]7771;abc;13"])).toEqual([]);
  });
});

describe("the mode tracker", () => {
  const restore = (...chunks: string[]) => {
    const tracker = createModeTracker();
    for (const chunk of chunks) tracker.read(Buffer.from(chunk, "latin1"));
    return tracker.restore().toString("latin1");
  };

  test("knows what is on, the latest word counting, across cut chunks", () => {
    expect(restore("\x1b[?2004h$ ")).toBe("\x1b[?2004h");
    expect(restore("\x1b[?2004h", "x", "\x1b[?2004l")).toBe("");
    expect(restore("\x1b[?2004l \x1b[?2004h text")).toBe("\x1b[?2004h");
    expect(restore("a\x1b[?10", "04hb")).toBe("\x1b[?1004h");
  });

  test("hands on the start of a sequence or character that the output is in", () => {
    expect(restore("red \x1b[38;5;1")).toBe("\x1b[38;5;1");
    expect(restore("red \x1b[38;5;1mtext")).toBe("");
    expect(restore("euro \xe2\x82")).toBe("\xe2\x82");
    expect(restore("euro \xe2\x82", "\xac")).toBe("");
    expect(restore("\x1b")).toBe("\x1b");
  });
});

describe("a terminal's own answers are told from typing", () => {
  test.each([
    "\x1b[?1;2c",
    "\x1b[>0;276;0c",
    "\x1b[0n",
    "\x1b[24;80R",
    "\x1b[?2004;1$y",
    "\x1b]11;rgb:00/00/00\x1b\\",
    "\x1bP1$r0m\x1b\\",
  ])("%j is an answer", (text) => expect(isTerminalReport(Buffer.from(text))).toBe(true));
  test.each([
    "a",
    "\x1b",
    "\x1b[A",
    "\x1bOP",
    "\x1b[1;2R",
    "\x1b[1;5C",
    "\x1b[I",
    "\x1b[200~ls\x1b[201~",
    "\x1b[<0;1;1M",
    "\x1b]",
    "ls\r",
  ])("%j is typing", (text) => expect(isTerminalReport(Buffer.from(text))).toBe(false));
});
