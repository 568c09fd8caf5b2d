import { expect, test } from "vitest";
import { tellChanges } from "#lib/operations/tell-changes.ts";

const shown = (...names: string[]) => ({
  level: "HIGH" as const,
  losses: names.map((name, index) => ({ kind: "File", name, sizeBytes: index })),
  changes: [],
});

const shownRole = (from: string) => ({ ...shown(), changes: [{ what: "Role", from, to: "Admin" }] });

test("what would become of it now is told when it is not what was agreed to", () => {
  expect(tellChanges(shownRole("Member"), shownRole("Owner"))).toBe(
    "What would change now: Role: Owner → Admin.",
  );
});

test("what came and what went is named, whatever its size", () => {
  expect(tellChanges(shown("a", "b"), shown("b", "c"))).toBe("New: File c. No longer there: File a.");
});

test("of many three are named and the rest is counted", () => {
  expect(tellChanges(shown(), shown("a", "b", "c", "d", "e"))).toBe(
    "New: File a, File b, File c and 2 more.",
  );
});

test("another danger level is told; nothing is said of what is the same", () => {
  expect(tellChanges(shown("a"), { ...shown("a"), level: "CRITICAL" })).toBe(
    "Its danger level is CRITICAL now.",
  );
  expect(tellChanges(shown("a"), shown("a"))).toBe("");
});
