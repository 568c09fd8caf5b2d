import fc from "fast-check";
import { expect, test } from "vitest";
import { createOutputRing, firstOffset } from "./output-ring.ts";

test("whatever is appended, the ring holds exactly the last bytes under their offsets", () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 30 });
  fc.assert(
    fc.property(
      chunks,
      fc.integer({ min: 0, max: 1000 }),
      fc.integer({ min: 1, max: 40 }),
      (all, start, size) => {
        const ring = createOutputRing(start, size);
        let stream = Buffer.alloc(0);
        for (const chunk of all) {
          ring.append(chunk);
          stream = Buffer.concat([stream, chunk]);
          expect(ring.head).toBe(start + stream.length);
          expect(ring.oldest).toBe(start + Math.max(0, stream.length - size));
          const held = ring.read(ring.oldest, size);
          expect(held.equals(stream.subarray(ring.oldest - start))).toBe(true);
          expect(ring.read(ring.head, 10)).toHaveLength(0);
        }
      },
    ),
  );
});

test("a cut leaves no offset to resume from, not even the last one", () => {
  const ring = createOutputRing(0, 100);
  ring.append(Buffer.from("before"));
  const cursor = ring.head;
  ring.cut();
  expect(cursor).toBeLessThan(ring.oldest);
  ring.append(Buffer.from("after"));
  expect(ring.read(ring.oldest, 100).toString()).toBe("after");
});

test("a later life begins above every offset a former one can have reached, and stays a whole number", () => {
  const born = new Date("2030-01-01T00:00:00Z");
  const reborn = new Date(born.getTime() + 60_000);
  const printedBytes = 60 * 10_000_000;
  expect(firstOffset(reborn)).toBeGreaterThan(firstOffset(born) + printedBytes);
  expect(Number.isSafeInteger(firstOffset(new Date("2042-12-31")))).toBe(true);
  expect(firstOffset(new Date(0))).toBe(0);
});
