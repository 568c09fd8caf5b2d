import { PassThrough } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { joined } from "#lib/http/llm/joined.ts";

const text = ({ value }: { value?: Uint8Array | undefined }) => Buffer.from(value ?? []).toString();

test("a piece goes on at once, and those that came since as one, to the end", async () => {
  const source = new PassThrough();
  const reader = joined(source).getReader();
  const first = reader.read();
  source.write("a");
  expect(text(await first)).toBe("a");
  source.write("b");
  source.write("c");
  source.end("d");
  await wait(1);
  expect(text(await reader.read())).toBe("bcd");
  expect((await reader.read()).done).toBe(true);
});

test("a stream that closes before its end, or fails, is no whole one", async () => {
  const closed = new PassThrough();
  const reading = joined(closed).getReader().read();
  closed.destroy();
  await expect(reading).rejects.toThrow("cut off");
  const failed = new PassThrough();
  const reader = joined(failed).getReader();
  failed.destroy(new Error("reset"));
  await expect(reader.read()).rejects.toThrow("reset");
});

test("who reads no more ends the stream", async () => {
  const source = new PassThrough();
  source.write("a");
  await joined(source).cancel();
  expect(source.destroyed).toBe(true);
});
