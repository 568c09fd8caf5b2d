import { expect, test } from "vitest";
import { chainStateOf, faultOf, happeningOf, noteOf, titleOf } from "#components/audit/audit-words.ts";
import type { AuditEntry, ChainReport } from "#lib/modules/audit/schema.ts";

const entry = (what: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  id: 1,
  sequence: 1,
  at: "2026-11-20T12:00:00.000Z",
  what,
  command: null,
  level: null,
  actor: { kind: "person", id: "1", name: "M. K." },
  onBehalfOf: null,
  via: "dashboard",
  target: null,
  projectId: null,
  operationId: null,
  reason: null,
  ip: null,
  userAgent: null,
  requestId: null,
  before: null,
  after: null,
  details: {},
  seal: null,
  isSealed: false,
  ...more,
});
const agent = { kind: "agent", id: "2", name: "Agent of #36" } as const;

test.each([
  [entry("operation.held", { level: "CRITICAL", actor: agent }), "Held: critical, asked by an agent"],
  [entry("operation.held", { level: "HIGH" }), "Held: high, asked by M. K."],
  [entry("operation.confirmed", { details: { isNameTyped: true } }), "M. K. confirmed by name"],
  [entry("operation.confirmed"), "M. K. confirmed"],
  [entry("operation.failed", { details: { error: { message: "No room." } } }), "Failed: No room."],
  [entry("operation.rejected"), "M. K. rejected it"],
  [entry("sign_in.refused", { actor: null }), "A sign-in was refused"],
  [entry("api_key.used-late"), "Api key used late"],
])("$0.what is said in plain words", (given, words) => {
  expect(happeningOf(given)).toBe(words);
});

test("an operation's entry is titled by what was asked for, and says under it what came of it", () => {
  const held = entry("operation.held", { command: "workspace.delete", level: "HIGH" });
  expect([titleOf(held), noteOf(held)]).toEqual(["Delete workspace", "Held: high, asked by M. K."]);
  const other = entry("sign_in.completed");
  expect([titleOf(other), noteOf(other)]).toEqual(["Signed in", null]);
});

const report = (more: Partial<ChainReport>): ChainReport => ({
  isWhole: true,
  rows: 3,
  sealedUntil: null,
  unsealed: 0,
  unsealedSince: null,
  isAnchored: true,
  brokenAtId: null,
  why: null,
  checkedAt: null,
  wholeCheckedAt: null,
  isRunning: false,
  checkedRows: 3,
  ...more,
});

test("the badge is amber only for what waits longer for its seal than it should", () => {
  const since = (ms: number) => report({ unsealed: 1, unsealedSince: new Date(ms).toISOString() });
  expect(chainStateOf(undefined, 0)).toBe("unknown");
  expect(chainStateOf(report({ isWhole: null, isRunning: true }), 0)).toBe("checking");
  expect(chainStateOf(since(0), 1_000)).toBe("verified");
  expect(chainStateOf(since(0), 9_000)).toBe("unsealed");
  expect(chainStateOf({ ...since(0), isWhole: false }, 9_000)).toBe("broken");
});

test("a break says where it is and what it is", () => {
  expect(faultOf(report({ isWhole: false, why: "cut", brokenAtId: 9 }))).toContain("entry 9 was there");
  expect(faultOf(report({}))).toBeNull();
});
