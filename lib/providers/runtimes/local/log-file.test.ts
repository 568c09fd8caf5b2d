import { appendFile, mkdtemp, open, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lastLogLine, readLog, repairLog, rotateLog } from "./log-file.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lk-log-"));
  path = join(folder, "workspaced.log");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const line = (message: string, time = new Date().toISOString()) => `${JSON.stringify({ time, message })}\n`;

async function textsOf(options = {}): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of readLog(path, options)) texts.push(text);
  return texts;
}

test("a long log is moved aside while its writer goes on in the same file, and both are read in order", async () => {
  const writer = await open(path, "a");
  await writer.write(line("first") + "x".repeat(5 * 1024 * 1024));
  await writer.write(`\n${line("before")}`);
  await Promise.all([rotateLog(path), rotateLog(path), rotateLog(path)]);
  await writer.write(line("after"));
  await writer.close();
  expect((await stat(path)).size).toBeLessThan(200);
  const texts = await textsOf();
  expect(texts).toHaveLength(4);
  expect([texts[0], texts[2], texts[3]].map((text) => JSON.parse(text ?? "{}").message)).toEqual([
    "first",
    "before",
    "after",
  ]);
  expect(await lastLogLine(path)).toBe("after");
});

test("a rotation that was cut short keeps nobody from the next", async () => {
  await writeFile(`${path}.1.new`, "");
  await writeFile(path, "x".repeat(6 * 1024 * 1024));
  await rotateLog(path);
  expect((await stat(path)).size).toBeGreaterThan(0);
  await repairLog(path);
  await rotateLog(path);
  expect((await stat(path)).size).toBe(0);
});

test("since leaves out what is older, and a line without a time goes with the one before", async () => {
  const old = line("old", "2026-01-01T00:00:00.000Z");
  const young = line("young", "2026-01-02T00:00:00.000Z");
  await writeFile(path, `${old}  at old place\n${young}  at young place\nno end`);
  const since = new Date("2026-01-01T12:00:00Z");
  expect(await textsOf({ since })).toEqual([young.trim(), "  at young place", "no end"]);
});

test("who follows gets whole lines as they come, across a rotation, until the signal", async () => {
  const controller = new AbortController();
  const seen: string[] = [];
  const following = (async () => {
    for await (const { text } of readLog(path, { follow: true, signal: controller.signal })) seen.push(text);
  })();
  await appendFile(path, "one\ntw");
  await expect.poll(() => seen).toEqual(["one"]);
  await appendFile(path, `o ü\n${"y".repeat(6 * 1024 * 1024)}\n`);
  await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(3);
  await rotateLog(path);
  await appendFile(path, "three\n");
  await expect.poll(() => seen.at(-1), { timeout: 10_000 }).toBe("three");
  expect(seen[1]).toBe("two ü");
  controller.abort();
  await following;
});

test("a log that is not there yet is empty", async () => {
  expect(await textsOf()).toEqual([]);
  expect(await lastLogLine(path)).toBeNull();
});
