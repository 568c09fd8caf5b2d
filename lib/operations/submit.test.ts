import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import {
  applied,
  confirmed,
  cooled,
  direct,
  outsideLines,
  queued,
} from "#lib/operations/fixtures/scripted-commands.ts";
import { type ScriptedPlatform, scriptedPlatform } from "#lib/operations/fixtures/scripted-platform.ts";
import { heldMax } from "#lib/operations/held-room.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let spine: ScriptedPlatform;
let owner: Actor;
beforeAll(async () => {
  spine = await scriptedPlatform();
  owner = await spine.person("owner");
});
beforeEach(async () => {
  await spine.platform.database.sql`truncate outside`;
  await spine.platform.database.sql`update world set access = 'admin', fingerprint = 'as it was'`;
});
afterAll(() => spine?.drop());

const idOf = (answer: CommandAnswer) => ("operation" in answer && answer.operation?.id) || "";
const recordOf = async (operationId: string) => {
  const { sql } = spine.platform.database;
  const events = await sql<
    { name: string }[]
  >`select name from events where subject_id = ${operationId} order by id`;
  const audit = await sql<{ record: string }[]>`select record from audit_log
    where operation_id = ${operationId} order by id`;
  return {
    events: events.map((event) => event.name),
    audit: audit.map((row): { what: string; [key: string]: unknown } => JSON.parse(row.record)),
  };
};

test("LOW with apply is done in one transaction: row, audit and event say succeeded", async () => {
  const answer = await spine.ask(applied, {}, owner);
  expect(answer).toMatchObject({ outcome: "done", result: { key: "one" } });
  const row = await spine.row(idOf(answer));
  expect(row).toMatchObject({ state: "succeeded", level: "LOW", result: { key: "one" } });
  const { events, audit } = await recordOf(row.id);
  expect(events).toEqual(["operation.succeeded"]);
  expect(audit).toMatchObject([{ what: "operation.succeeded", actor: { kind: "person", id: owner.id } }]);
});

test("LOW with work is accepted with what it began, and one job waits", async () => {
  const answer = await spine.ask(queued, {}, owner);
  expect(answer).toMatchObject({
    outcome: "accepted",
    result: { begun: true },
    operation: { state: "queued" },
  });
  const key = `operation:${idOf(answer)}`;
  expect(await spine.platform.database.sql`select from graphile_worker.jobs where key = ${key}`).toHaveLength(
    1,
  );
});

test("LOW done directly answers with the result, or with the error of the work", async () => {
  expect(await spine.ask(direct, { steps: [{ name: "a" }] }, owner)).toMatchObject({
    outcome: "done",
    result: { ok: true },
  });
  const answer = await spine.ask(direct, { steps: [{ name: "b", act: "fail" }] }, owner);
  expect(answer).toMatchObject({ outcome: "error", error: { type: "CONFLICT", status: 409 } });
  expect(await spine.row(idOf(answer))).toMatchObject({ state: "failed" });
});

test("MEDIUM is held with a token for the person who asked", async () => {
  const answer = await spine.ask(confirmed, {}, owner);
  expect(answer).toMatchObject({
    outcome: "held",
    operation: { state: "held", level: "MEDIUM", typedName: false, notBefore: null },
    confirm: { token: expect.stringMatching(/^[\w-]{43}$/) },
  });
});

test("HIGH is held without a token, needs the name typed, and says the earliest moment", async () => {
  const answer = await spine.ask(cooled, {}, owner);
  expect(answer).toMatchObject({
    outcome: "held",
    confirm: null,
    operation: { level: "HIGH", typedName: true },
  });
  const row = await spine.row(idOf(answer));
  expect(Number(row.notBefore) - Number(row.createdAt)).toBeGreaterThan(3_590_000);
});

test("HIGH asked for by a program needs a reason", async () => {
  const viaApi: Actor = { ...owner, via: "api" };
  expect(await spine.ask(cooled, {}, viaApi)).toMatchObject({
    outcome: "error",
    error: { type: "VALIDATION_ERROR", details: { field: "reason" } },
  });
  expect(await spine.ask(cooled, {}, viaApi, { reason: "it is old" })).toMatchObject({ outcome: "held" });
});

test.each(["agent", "service-key"] as const)("an %s gets no token for what it asks", async (kind) => {
  const machine: Actor = { ...owner, kind, id: kind, scopes: ["read", "write", "confirm"], via: "api" };
  const answer = await spine.ask(confirmed, {}, machine);
  expect(answer).toMatchObject({ outcome: "held", confirm: null });
  expect(await spine.issueToken(idOf(answer), machine)).toMatchObject({
    outcome: "error",
    error: { type: "FORBIDDEN" },
  });
});

test("a denial is recorded with what is missing, and nothing else happens", async () => {
  await spine.platform.database.sql`update world set access = 'read'`;
  const answer = await spine.ask(applied, {}, owner);
  expect(answer).toMatchObject({ outcome: "error", error: { type: "FORBIDDEN", status: 403 } });
  const row = await spine.row(idOf(answer));
  expect(row).toMatchObject({ state: "denied", needs: [{ requirement: "admin_access", met: false }] });
  expect((await recordOf(row.id)).audit).toMatchObject([{ what: "operation.denied" }]);
  expect(await outsideLines(spine.platform)).toEqual([]);
});

test("a key that may only read is denied, whatever the command's row says of access", async () => {
  const reader: Actor = { ...owner, kind: "cli-key", id: "k", scopes: ["read"], via: "cli" };
  expect(await spine.ask(applied, {}, reader)).toMatchObject({ error: { type: "FORBIDDEN" } });
});

test("what the actor may not see is not found and leaves no row", async () => {
  await spine.platform.database.sql`update world set access = 'none'`;
  const count = () => spine.platform.database.sql`select id from operations`.then((rows) => rows.length);
  const before = await count();
  expect(await spine.ask(applied, {}, owner)).toMatchObject({
    error: { type: "NOT_FOUND" },
    operation: null,
  });
  expect(await count()).toBe(before);
});

test("a wrong field is named and nothing is recorded", async () => {
  expect(await spine.ask(applied, { key: 7 }, owner)).toMatchObject({
    error: { type: "VALIDATION_ERROR", details: { field: "key" } },
    operation: null,
  });
});

test("a secret field stands nowhere in the clear: not in the row, the audit or the events", async () => {
  const password = "pass-4711-phrase";
  const answer = await spine.ask(confirmed, { password }, owner);
  const row = await spine.row(idOf(answer));
  expect(row.input).toMatchObject({ password: "[secret]" });
  expect(JSON.stringify([row, await recordOf(row.id)])).not.toContain(password);
});

test("the same idempotency key gives the same operation, also ten times at once", async () => {
  const idempotencyKey = "same-key-0001";
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => spine.ask(applied, { key: "x" }, owner, { idempotencyKey })),
  );
  expect(new Set(answers.map(idOf)).size).toBe(1);
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await spine.ask(applied, { key: "x" }, owner, { idempotencyKey })).toEqual(answers[0]);
  expect(await outsideLines(spine.platform)).toEqual(["applied x"]);
});

test("the same key with another input, or another command, is a conflict", async () => {
  const idempotencyKey = "same-key-0002";
  await spine.ask(applied, { key: "x" }, owner, { idempotencyKey });
  expect(await spine.ask(applied, { key: "y" }, owner, { idempotencyKey })).toMatchObject({
    error: { type: "CONFLICT" },
  });
  expect(await spine.ask(queued, { key: "x" }, owner, { idempotencyKey })).toMatchObject({
    error: { type: "CONFLICT" },
  });
  expect(await outsideLines(spine.platform)).toEqual(["applied x"]);
});

test("one person's idempotency key means nothing for another", async () => {
  const other = await spine.person("owner");
  const idempotencyKey = "same-key-0003";
  const [first, second] = await Promise.all(
    [owner, other].map((actor) => spine.ask(applied, { key: "x" }, actor, { idempotencyKey })),
  );
  expect(first && second && idOf(first) !== idOf(second)).toBe(true);
});

test("a request that failed leaves its key free", async () => {
  const idempotencyKey = "same-key-0004";
  await spine.platform.database.sql`update world set access = 'none'`;
  expect(await spine.ask(applied, {}, owner, { idempotencyKey })).toMatchObject({ outcome: "error" });
  await spine.platform.database.sql`update world set access = 'admin'`;
  expect(await spine.ask(applied, {}, owner, { idempotencyKey })).toMatchObject({ outcome: "done" });
});

test("a machine has so many requests waiting and no more, until one is answered; a person is not held up", async () => {
  const agent: Actor = { ...owner, kind: "agent", id: "flooding", scopes: ["read", "write"], via: "api" };
  const answers = await Promise.all(
    Array.from({ length: heldMax + 5 }, () => spine.ask(confirmed, {}, agent)),
  );
  const held = answers.filter(({ outcome }) => outcome === "held");
  expect(held).toHaveLength(heldMax);
  expect(answers.find(({ outcome }) => outcome === "error")).toMatchObject({
    error: { type: "RATE_LIMITED", details: { heldMax } },
  });
  expect(await spine.ask(applied, {}, agent)).toMatchObject({ outcome: "done" });
  expect(await spine.ask(confirmed, {}, owner)).toMatchObject({ outcome: "held" });
  const [first] = held;
  if (first) await spine.cancel(idOf(first), agent);
  expect(await spine.ask(confirmed, {}, agent)).toMatchObject({ outcome: "held" });
});
