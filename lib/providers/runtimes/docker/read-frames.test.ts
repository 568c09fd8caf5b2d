import { expect, test } from "vitest";
import { readFrames } from "./read-frames.ts";

const frame = (stream: number, content: string | Buffer): Buffer => {
  const body = Buffer.from(content);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
};

async function linesOf(chunks: Buffer[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readFrames(chunks)) lines.push(line);
  return lines;
}

test("lines are whole, however their frames and bytes were cut", async () => {
  const euro = Buffer.from("€");
  const all = Buffer.concat([
    frame(1, "one\ntw"),
    frame(1, "o\r\n"),
    frame(1, euro.subarray(0, 2)),
    frame(1, Buffer.concat([euro.subarray(2), Buffer.from("\n")])),
    frame(1, "last, without an end"),
  ]);
  const told = ["one", "two", "€", "last, without an end"];
  expect(await linesOf([all])).toEqual(told);
  expect(await linesOf([...all].map((byte) => Buffer.from([byte])))).toEqual(told);
});

test("output and errors that come between each other are lines of their own", async () => {
  expect(await linesOf([frame(1, "out "), frame(2, "err\n"), frame(1, "put\n")])).toEqual(["err", "out put"]);
});

test("a line without end is handed on in parts, and a frame that was cut off is left out", async () => {
  const endless = await linesOf([frame(1, "x".repeat(200_000))]);
  expect(endless.join("")).toHaveLength(200_000);
  expect(await linesOf([frame(1, "whole\n"), frame(1, "half\n").subarray(0, 10)])).toEqual(["whole"]);
});
