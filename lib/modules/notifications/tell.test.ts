import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { newId } from "#lib/kernel/ids.ts";
import { tellNext } from "#lib/modules/notifications/tell.ts";
import { type TestNotices, testNotices } from "#lib/modules/notifications/testing.ts";
import { command } from "#lib/operations/command.ts";
import { writeRule } from "#lib/operations/rule-store.ts";
import { submit } from "#lib/operations/submit.ts";
import { startTeller } from "#lib/worker/tell-people.ts";

let told: TestNotices;
beforeEach(async () => {
  told = await testNotices();
});
afterEach(() => told?.drop());

test("what an agent asks for is told once to each who can answer it, and to nobody else", async () => {
  const { people, askToDelete, tellAll, toldTo } = told;
  await askToDelete();
  await tellAll();
  await tellAll();
  for (const person of [people.owner, people.admin, people.writer]) {
    expect(await toldTo(person)).toEqual(["held"]);
  }
  for (const person of [people.reader, people.stranger]) expect(await toldTo(person)).toEqual([]);
});

test("who confirms has nothing left to read, the others are told of it, and what ended waits for nobody", async () => {
  const { people, askToDelete, tellAll, toldTo, run } = told;
  const operationId = await askToDelete();
  await tellAll();
  await run("operation.confirm", { operationId, typedName: "harbor-api" }, people.writer);
  await tellAll();
  expect(await toldTo(people.writer)).toEqual(["held (read)"]);
  expect(await toldTo(people.owner)).toEqual(["held (read)", "confirmed"]);
  await run("operation.cancel", { operationId }, people.admin);
  await tellAll();
  expect(await toldTo(people.owner)).toEqual(["held (read)", "confirmed (read)"]);
  expect(await toldTo(people.admin)).toEqual(["held (read)"]);
});

test("what a person only looks at in its dialog is told to nobody; once they confirm it, to all who can stop it", async () => {
  const { people, askToDelete, tellAll, toldTo, run } = told;
  const everybody = Object.values(people);
  const operationId = await askToDelete(people.owner);
  await tellAll();
  for (const person of everybody) expect(await toldTo(person)).toEqual([]);
  await run("operation.confirm", { operationId, typedName: "harbor-api" }, people.owner);
  await tellAll();
  expect(await toldTo(people.owner)).toEqual(["confirmed (read)"]);
  for (const person of [people.admin, people.writer]) expect(await toldTo(person)).toEqual(["confirmed"]);
  for (const person of [people.reader, people.stranger]) expect(await toldTo(person)).toEqual([]);
});

test("who may stop it hears of it once, also from a teller that comes after the second answer", async () => {
  const { platform, people, askToDelete, tellAll, toldTo, run } = told;
  await writeRule(platform.database.orm, { id: newId(), subject: "project.delete", level: "CRITICAL" });
  const answer = { operationId: await askToDelete(people.owner), typedName: "harbor-api" };
  expect((await run("operation.confirm", answer, people.owner)).outcome).toBe("done");
  expect((await run("operation.approve", answer, people.admin)).outcome).toBe("done");
  await tellAll();
  expect(await toldTo(people.writer)).toEqual(["confirmed"]);
  expect(await toldTo(people.reader)).toEqual([]);
});

test("what its asker cannot confirm in any dialog is told at once, to those who can", async () => {
  const { platform, people, projectId, tellAll, toldTo } = told;
  await writeRule(platform.database.orm, { id: newId(), subject: "key.create", level: "MEDIUM" });
  const target = { kind: "project", id: projectId, name: "harbor-api", projectId };
  const asked = command({
    name: "key.create",
    http: "POST /api/test",
    summary: "A command of the tests",
    input: z.object({}),
    facts: async () => ({ target, access: "read" as const }),
    apply: async () => null,
  });
  const origin = { requestId: newId(), ip: null, userAgent: null };
  const submission = { actor: people.reader, origin };
  const answer = await submit(platform, asked, {}, submission, async (_, operation) => operation);
  expect(answer.outcome).toBe("held");
  await tellAll();
  for (const person of [people.owner, people.admin, people.writer])
    expect(await toldTo(person)).toEqual(["held"]);
});

test("tellers that work at the same time tell each event once", async () => {
  const { platform, people, askToDelete, toldTo } = told;
  await askToDelete();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let round = 0; round < 10; round += 1) await tellNext(platform);
    }),
  );
  expect(await toldTo(people.writer)).toEqual(["held"]);
});

test("a teller that fails in the middle has told nothing, and the next one tells it", async () => {
  const { platform, people, askToDelete, tellAll, toldTo } = told;
  await askToDelete();
  await platform.database.orm.execute(sql`alter table notices add constraint broken check (false) not valid`);
  await expect(tellAll()).rejects.toThrow(/could not be told/);
  expect(await toldTo(people.writer)).toEqual([]);
  await platform.database.orm.execute(sql`alter table notices drop constraint broken`);
  await tellAll();
  expect(await toldTo(people.writer)).toEqual(["held"]);
});

test("after a long stop, nothing older than a day is told, nor what was answered meanwhile", async () => {
  const { platform, people, agent, askToDelete, tellAll, toldTo, run } = told;
  await askToDelete();
  await platform.database.orm.execute(sql`update events set at = now() - interval '25 hours'`);
  const operationId = await askToDelete();
  await run("operation.cancel", { operationId }, agent);
  await tellAll();
  expect(await toldTo(people.writer)).toEqual([]);
});

test("the running teller is woken by the commit itself", async () => {
  const { platform, people, askToDelete, toldTo } = told;
  const teller = await startTeller(platform);
  try {
    await askToDelete();
    await expect.poll(() => toldTo(people.writer), { timeout: 4_500, interval: 20 }).toEqual(["held"]);
  } finally {
    await teller.stop();
  }
});
