import { expect, test } from "vitest";
import {
  type GivenAnswer,
  goesOut,
  kindOfEvent,
  type Reader,
  type ToldOperation,
  tellingsOf,
  waitsForReader,
} from "#lib/modules/notifications/rules.ts";
import type { NoticeKind } from "#lib/modules/notifications/schema.ts";

const now = new Date("2026-11-20T12:00:00Z");
const later = new Date("2026-11-20T13:00:00Z");

const reader = (id: string, role: Reader["role"] = "member", canWrite = true): Reader => ({
  id,
  role,
  canWrite,
  isSoleAdmin: false,
});
const everybody = [
  reader("asker"),
  reader("writer"),
  reader("watcher", "member", false),
  reader("admin", "admin"),
  reader("owner", "owner"),
];

const need = (requirement: string, met = false) => ({ requirement, met, how: "" });
const operation = (more: Partial<ToldOperation> = {}): ToldOperation => ({
  state: "held",
  level: "CRITICAL",
  needs: ["typed_name", "cooldown_24h", "second_confirmation", "admin_approval"].map((name) => need(name)),
  notBefore: later,
  heldAt: now,
  personId: "asker",
  asker: { isPerson: false, canConfirm: false },
  ...more,
});
const gave = (personId: string, kind: GivenAnswer["kind"] = "confirmation", isLapsed = false) => ({
  personId,
  kind,
  isLapsed,
});

const told = (kind: NoticeKind, told: ToldOperation, answers: GivenAnswer[] = []) =>
  tellingsOf({ kind, operation: told, answers, readers: everybody, now }).map(
    ({ personId, isKnown }) => `${personId}${isKnown ? " knows" : ""}`,
  );

const confirmed = operation({
  needs: [
    need("typed_name", true),
    need("cooldown_24h"),
    need("second_confirmation"),
    need("admin_approval"),
  ],
});

test("an operation waits for those who may answer it: writers to confirm, admins who did not ask to approve", () => {
  const asked = (told: ToldOperation, answers: GivenAnswer[] = [], at = now) =>
    everybody.map((person) => waitsForReader(told, answers, person, at));
  expect(asked(operation())).toEqual(["confirmation", "confirmation", null, "approval", "approval"]);
  expect(asked(confirmed, [gave("admin")])).toEqual([null, null, null, null, "approval"]);
  expect(asked(confirmed, [gave("admin")], later)).toEqual([
    "second_confirmation",
    "second_confirmation",
    null,
    "second_confirmation",
    "approval",
  ]);
  expect(asked(operation({ state: "queued" }))).toEqual([null, null, null, null, null]);
});

test("the only admin of an installation approves their own once the cooldown is over", () => {
  const alone = { ...reader("asker", "owner"), isSoleAdmin: true };
  expect(waitsForReader(confirmed, [gave("asker")], alone, now)).toBe(null);
  expect(waitsForReader(confirmed, [gave("asker")], alone, later)).toBe("approval");
});

test("what an agent asks for is told to all who can answer, and to nobody who only looks on", () => {
  expect(told("held", operation())).toEqual(["asker", "writer", "admin", "owner"]);
});

test("who asks in person knows already, and alone hears of what they can confirm alone", () => {
  const asker = { isPerson: true, canConfirm: true };
  const medium = { level: "MEDIUM", needs: [need("user_confirmation")], notBefore: null, asker } as const;
  expect(told("held", operation(medium))).toEqual(["asker knows"]);
  expect(told("held", operation({ ...medium, asker: { isPerson: false, canConfirm: false } }))).toContain(
    "writer",
  );
  expect(told("held", operation({ asker }))).toEqual(["asker knows", "writer", "admin", "owner"]);
  expect(told("succeeded", operation({ ...medium, state: "succeeded" }))).toEqual([]);
});

test("a confirmation is told to the asker and to those still needed, and the one who gave it knows", () => {
  expect(told("confirmed", confirmed, [gave("admin")])).toEqual(["asker", "owner"]);
  expect(told("confirmed", confirmed, [gave("asker")])).toEqual(["asker knows", "admin", "owner"]);
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
  expect(told("cooldown_skipped", confirmed, [gave("owner", "break_glass")])).toEqual([
    "asker",
    "admin",
    "owner knows",
  ]);
});

test("what never waited is nobody's news, and one who may not see it is never told", () => {
  expect(told("failed", operation({ state: "failed", heldAt: null }))).toEqual([]);
  expect(told("failed", operation({ state: "failed", personId: "stranger" }))).toEqual([]);
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
