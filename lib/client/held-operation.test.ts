import { expect, test } from "vitest";
import type { HeldOperation } from "#lib/kernel/answer.ts";
import {
  consentOf,
  cooldownBegan,
  isOnlyConfirmation,
  phaseOf,
  startsCooldown,
  wordsOfNeed,
} from "./held-operation.ts";

const nowMs = Date.parse("2026-11-20T12:00:00Z");
const need = (requirement: string, met: boolean) => ({ requirement, met, how: "" });
const held = (needs: HeldOperation["needs"], notBefore: string | null = null): HeldOperation => ({
  id: "0192f000-0000-7000-8000-000000000001",
  command: "project.delete",
  state: "held",
  level: "HIGH",
  warning: "It goes.",
  target: { kind: "project", id: "p", name: "harbor", projectId: "p" },
  needs,
  losses: [],
  dependants: [],
  changes: [],
  lastBackup: null,
  raised: null,
  fingerprint: "print",
  typedName: true,
  notBefore,
  expiresAt: null,
});

test("an operation nobody confirmed is ready, and its confirmation only starts the wait", () => {
  const operation = held([need("user_confirmation", false), need("cooldown_1h", false)]);
  expect(phaseOf(operation, nowMs)).toBe("ready");
  expect(startsCooldown(operation)).toBe(true);
});

test("once confirmed it cools until its time and is ready for the second confirmation after it", () => {
  const needs = [
    need("user_confirmation", true),
    need("cooldown_1h", false),
    need("second_confirmation", false),
  ];
  expect(phaseOf(held(needs, "2026-11-20T12:30:00Z"), nowMs)).toBe("cooling");
  expect(phaseOf(held(needs, "2026-11-20T11:30:00Z"), nowMs)).toBe("ready");
  expect(startsCooldown(held(needs))).toBe(false);
});

test("confirmed and still missing someone else's consent, it waits", () => {
  expect(phaseOf(held([need("user_confirmation", true), need("admin_approval", false)]), nowMs)).toBe(
    "waiting",
  );
});

test("a list that would only ask for the press of the button is none", () => {
  const confirmation = need("user_confirmation", false);
  expect(isOnlyConfirmation([confirmation])).toBe(true);
  expect(isOnlyConfirmation([])).toBe(true);
  expect(isOnlyConfirmation([confirmation, need("cooldown_1h", false)])).toBe(false);
  expect(isOnlyConfirmation([need("user_confirmation", true)])).toBe(false);
});

test("each consent is told with who gave it and when; what lapsed met nothing", () => {
  const person = { id: "0192f000-0000-7000-8000-000000000002", name: "M. K." };
  const given = (
    kind: "confirmation" | "approval" | "break_glass",
    givenAt: string,
    lapsedAt: string | null,
  ) => ({
    kind,
    person,
    isNameTyped: kind === "confirmation",
    reason: null,
    givenAt,
    lapsedAt,
  });
  const lapsed = given("confirmation", "2026-11-20T09:00:00Z", "2026-11-20T09:30:00Z");
  const first = given("confirmation", "2026-11-20T10:00:00Z", null);
  const glass = given("break_glass", "2026-11-20T10:10:00Z", null);
  const second = { ...given("confirmation", "2026-11-20T10:20:00Z", null), isNameTyped: false };
  const consents = [lapsed, first, glass, second];
  expect(consentOf(need("typed_name", true), consents)).toBe(first);
  expect(consentOf(need("cooldown_1h", true), consents)).toBe(glass);
  expect(consentOf(need("second_confirmation", true), consents)).toBe(second);
  expect(consentOf(need("admin_approval", false), consents)).toBeNull();
  expect(cooldownBegan(consents)).toBe(first.givenAt);
  expect(cooldownBegan([lapsed])).toBeNull();
});

test("a confirmation is the first one only where a second is asked for", () => {
  const typed = need("typed_name", false);
  expect(wordsOfNeed(typed, [typed])).toBe("Confirmation");
  expect(wordsOfNeed(typed, [typed, need("second_confirmation", false)])).toBe("First confirmation");
  expect(wordsOfNeed(need("backup_exists", true), [])).toBe("Backup exists");
});
