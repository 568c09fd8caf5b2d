import { expect, test } from "vitest";
import { createTurns } from "#lib/http/turns.ts";

test("one has so many at once and the rest in their order, and another does not wait for them", () => {
  const turns = createTurns({ atOnce: 2, heldMs: 60_000 });
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (whose: string, name: string) =>
    turns.take(whose, (end) => {
      begun.push(name);
      ends.push(end);
    });
  for (const name of ["a1", "a2", "a3", "a4"]) ask("a", name);
  ask("b", "b1");
  expect(begun).toEqual(["a1", "a2", "b1"]);
  ends[0]?.();
  // Told twice, it makes room once.
  ends[0]?.();
  expect(begun).toEqual(["a1", "a2", "b1", "a3"]);
  ends[1]?.();
  expect(begun).toEqual(["a1", "a2", "b1", "a3", "a4"]);
});

test("what takes long makes room before it is done", async () => {
  const turns = createTurns({ atOnce: 1, heldMs: 30 });
  const begun: number[] = [];
  for (const call of [1, 2, 3]) turns.take("a", () => begun.push(call));
  expect(begun).toEqual([1]);
  await expect.poll(() => begun).toEqual([1, 2, 3]);
});
