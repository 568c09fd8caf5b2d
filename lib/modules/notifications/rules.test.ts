import { expect, test } from "vitest";
import {
  type GivenAnswer,
  goesOut,
  kindOfEvent,
  type Reader,
  type ToldOperation,
  tellingsOf,
} from "#lib/modules/notifications/rules.ts";
import type { NoticeKind } from "#lib/modules/notifications/schema.ts";

const now = new Date("2026-11-20T12:00:00Z");

const reader = (id: string, waitsFor: Reader["waitsFor"], role: Reader["role"] = "member"): Reader => ({
  id,
  role,
  waitsFor,
  mayReject: id !== "asker" && id !== "watcher",
});
const everybody = [
  reader("asker", "confirmation"),
  reader("writer", "confirmation"),
  reader("watcher", null),
  reader("admin", "approval", "admin"),
  reader("owner", "approval", "owner"),
];
/** Once `admin` has confirmed: nothing but the owner's approval is left to give. */
const afterFirst = everybody.map((person) =>
  person.id === "owner" ? person : { ...person, waitsFor: null },
);

const operation = (more: Partial<ToldOperation> = {}): ToldOperation => ({
  state: "held",
  level: "CRITICAL",
  heldAt: now,
  beginsInDialog: false,
  isOwnChore: false,
  personId: "asker",
  asker: { isPerson: false, canConfirm: false },
  ...more,
});
const gave = (personId: string, kind: GivenAnswer["kind"] = "confirmation", isLapsed = false) => ({
  personId,
  kind,
  isLapsed,
});

const told = (
  kind: NoticeKind,
  told: ToldOperation,
  answers: GivenAnswer[] = [],
  readers: readonly Reader[] = everybody,
  before: string[] = [],
) =>
  tellingsOf({ kind, operation: told, answers, readers, told: new Set(before) }).map(
    ({ personId, isKnown }) => `${personId}${isKnown ? " knows" : ""}`,
  );

test("what an agent asks for is told to all who can answer, and to nobody who only looks on", () => {
  expect(told("held", operation())).toEqual(["asker", "writer", "admin", "owner"]);
});

test("who asks in person knows already, and alone hears of what they can confirm alone", () => {
  const asker = { isPerson: true, canConfirm: true };
  const medium = { level: "MEDIUM", asker } as const;
  expect(told("held", operation(medium))).toEqual(["asker knows"]);
  expect(told("held", operation({ ...medium, asker: { isPerson: false, canConfirm: false } }))).toContain(
    "writer",
  );
  expect(told("held", operation({ asker }))).toEqual(["asker knows", "writer", "admin", "owner"]);
  expect(told("succeeded", operation({ ...medium, state: "succeeded" }))).toEqual([]);
});

test("what somebody only looks at in its dialog is nobody's news; its first consent is, to all who can stop it", () => {
  const inDialog = { beginsInDialog: true, asker: { isPerson: true, canConfirm: true } };
  const cooling = everybody.map((person) => ({ ...person, waitsFor: null }));
  expect(told("held", operation(inDialog))).toEqual([]);
  expect(told("expired", operation({ ...inDialog, state: "expired" }))).toEqual([]);
  const first = [gave("asker")];
  expect(told("confirmed", operation(inDialog), first, cooling)).toEqual([
    "asker knows",
    "writer",
    "admin",
    "owner",
  ]);
  const both = [...first, gave("asker")];
  const heard = ["asker", "writer", "admin", "owner"];
  expect(told("confirmed", operation(inDialog), both, cooling, heard)).toEqual(["asker knows"]);
  expect(told("expired", operation({ ...inDialog, state: "expired" }), first)).toEqual(["asker"]);
});

test("a confirmation is told to the asker and to those still needed, and the one who gave it knows", () => {
  expect(told("confirmed", operation(), [gave("admin")], afterFirst)).toEqual(["asker", "owner"]);
  expect(told("confirmed", operation(), [gave("asker")], afterFirst)).toEqual(["asker knows", "owner"]);
});

test("what was answered meanwhile is not told as waiting", () => {
  for (const kind of ["held", "confirmed", "approved", "cooled", "consents_lapsed"] as const) {
    expect(told(kind, operation({ state: "cancelled" }), [gave("writer")])).toEqual([]);
  }
});

test("an end that nobody wanted is told to the asker and to those who had agreed", () => {
  const rejected = operation({ state: "rejected" });
  expect(told("rejected", rejected, [gave("writer", "confirmation", true)])).toEqual(["asker", "writer"]);
  expect(told("expired", operation({ state: "expired" }))).toEqual(["asker"]);
});

test("a skipped cooldown is told to every admin and owner, and to the asker", () => {
  expect(told("cooldown_skipped", operation(), [gave("owner", "break_glass")])).toEqual([
    "asker",
    "admin",
    "owner knows",
  ]);
});

test("what never waited is nobody's news, and one who may not see it is never told", () => {
  expect(told("failed", operation({ state: "failed", heldAt: null }))).toEqual([]);
  expect(told("failed", operation({ state: "failed", personId: "stranger" }))).toEqual([]);
});

test("what the product does by itself is told to those who see to it where it fails, and to nobody else", () => {
  const chore = { heldAt: null, personId: null, isOwnChore: true };
  expect(told("failed", operation({ ...chore, state: "failed" }))).toEqual(["admin", "owner"]);
  expect(told("succeeded", operation({ ...chore, state: "succeeded" }))).toEqual([]);
});

test("channels hear of HIGH and above in any case, of less where somebody does not know it yet", () => {
  const known = [{ personId: "asker", isKnown: true }];
  expect(goesOut("HIGH", known)).toBe(true);
  expect(goesOut("MEDIUM", known)).toBe(false);
  expect(goesOut("MEDIUM", [{ personId: "asker", isKnown: false }])).toBe(true);
  expect(goesOut("CRITICAL", [])).toBe(false);
});

test("only what people are told of is taken from the events", () => {
  expect(["operation.held", "operation.queued", "project.held", "operation.failed"].map(kindOfEvent)).toEqual(
    ["held", null, null, "failed"],
  );
});
