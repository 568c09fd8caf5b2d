import { expect, test } from "vitest";
import { differences, nextName } from "#lib/modules/terminals/rules.ts";

test("a terminal that nobody named takes the first free of main, main-2, main-3", () => {
  expect(nextName([])).toBe("main");
  expect(nextName(["main"])).toBe("main-2");
  expect(nextName(["main", "main-3", "dev"])).toBe("main-2");
});

const at = Date.parse("2026-11-20T12:00:00Z");
const session = (name: string, ageMs: number) => ({ name, createdAt: new Date(at - ageMs).toISOString() });

test("a row without a session has ended, and a settled session without a row is a stray", () => {
  const rows = [
    { id: "1", session: "kept" },
    { id: "2", session: "gone" },
  ];
  const { ended, strays } = differences(rows, [session("kept", 60_000), session("lost", 60_000)], at);
  expect(ended.map((row) => row.id)).toEqual(["2"]);
  expect(strays.map((stray) => stray.name)).toEqual(["lost"]);
});

test("a session that has just begun is left to whoever is opening it", () => {
  expect(differences([], [session("new", 1000)], at).strays).toEqual([]);
});
