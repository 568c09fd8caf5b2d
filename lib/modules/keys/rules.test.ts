import { expect, test } from "vitest";
import { type AskedKey, type MakerLimits, narrowedTo, widerThan } from "#lib/modules/keys/rules.ts";
import { implied } from "#lib/modules/keys/schema.ts";

const now = new Date("2030-01-01T00:00:00Z");
const soon = new Date("2030-01-02T00:00:00Z");
const later = new Date("2030-02-01T00:00:00Z");
const person: MakerLimits = { scopes: null, projectId: null, expiresAt: null };
const key: MakerLimits = { scopes: ["read", "write"], projectId: "a", expiresAt: soon };

const asked = (more: Partial<AskedKey> = {}): AskedKey => ({
  scopes: ["read"],
  projectId: null,
  expiresAt: null,
  ...more,
});

test.each<[string, MakerLimits, AskedKey, string | null]>([
  ["a person gives all scopes", person, asked({ scopes: ["read", "write", "confirm"] }), null],
  ["a person binds it or not, for ever or not", person, asked({ projectId: "b", expiresAt: later }), null],
  ["no time that is over", person, asked({ expiresAt: now }), "expiresAt"],
  ["a key gives what it has", key, asked({ scopes: ["read", "write"] }), null],
  ["and no scope more", key, asked({ scopes: ["read", "confirm"] }), "scopes"],
  ["no other project", key, asked({ projectId: "b" }), "projectId"],
  ["and no longer", key, asked({ expiresAt: later }), "expiresAt"],
  ["but shorter", key, asked({ expiresAt: new Date("2030-01-01T12:00:00Z") }), null],
])("%s", (_, maker, wish, field) => {
  expect(widerThan(narrowedTo(wish, maker), maker, now)?.field ?? null).toBe(field);
});

test("what a key leaves open is as narrow as itself", () => {
  expect(narrowedTo(asked(), key)).toEqual({ scopes: ["read"], projectId: "a", expiresAt: soon });
});

test("who may write or confirm may read", () => {
  expect(implied(["write", "write"])).toEqual(["read", "write"]);
  expect(implied(["confirm"])).toEqual(["read", "confirm"]);
  expect(implied([])).toEqual([]);
});
