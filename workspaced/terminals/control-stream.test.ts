import fc from "fast-check";
import { expect, test } from "vitest";
import { createControlStream, type ReplyBlock } from "./control-stream.ts";

/** As control.c of tmux writes a program's bytes. */
function escaped(bytes: Uint8Array): Buffer {
  const parts = [...bytes].map((byte) =>
    byte < 0x20 || byte === 0x5c
      ? Buffer.from(`\\${byte.toString(8).padStart(3, "0")}`)
      : Buffer.from([byte]),
  );
  return Buffer.concat(parts);
}

function read(input: Buffer, cuts: number[]) {
  const output: Buffer[] = [];
  const replies: ReplyBlock[] = [];
  const notifications: string[] = [];
  const order: string[] = [];
  const push = createControlStream({
    onOutput(bytes) {
      output.push(Buffer.from(bytes));
      order.push("output");
    },
    onReply(block) {
      replies.push(block);
      order.push("reply");
    },
    onNotification(line) {
      notifications.push(line);
      order.push("notification");
    },
  });
  let at = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), input.length]) {
    push(input.subarray(at, Math.min(cut, input.length)));
    at = Math.min(cut, input.length);
  }
  return { output: Buffer.concat(output), replies, notifications, order };
}

test("any bytes come through, however the lines and chunks are cut", () => {
  const cuts = fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 8 });
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 8 }),
      cuts,
      (chunks, where) => {
        const lines = chunks.map((bytes, index) => {
          const head = index % 2 === 0 ? "%output %1 " : `%extended-output %1 ${index} : `;
          return Buffer.concat([Buffer.from(head), escaped(bytes), Buffer.from("\n")]);
        });
        const { output } = read(Buffer.concat(lines), where);
        expect(output.equals(Buffer.concat(chunks))).toBe(true);
      },
    ),
  );
});

test("replies come with their lines, at their place between output and notifications", () => {
  const input = [
    "%output %0 one",
    "%begin 17 5 1",
    "%output %0 is text here",
    "%end 17 4 1",
    "",
    "%end 17 5 1",
    "%output %0 two",
    "%pause %0",
    "%begin 17 6 0",
    "%error 17 6 0",
    "%output %0 three",
    "",
  ].join("\n");
  const { output, replies, notifications, order } = read(Buffer.from(input), []);
  expect(output.toString()).toBe("onetwothree");
  expect(order).toEqual(["output", "reply", "output", "notification", "reply", "output"]);
  expect(replies[0]).toMatchObject({ isOurs: true, isError: false });
  expect(replies[0]?.lines.map(String)).toEqual(["%output %0 is text here", "%end 17 4 1", ""]);
  expect(replies[1]).toMatchObject({ isOurs: false, isError: true, lines: [] });
  expect(notifications).toEqual(["%pause %0"]);
});
