import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  direct,
  findScriptedHandler,
  outsideLines,
  queued,
} from "#lib/operations/fixtures/scripted-commands.ts";
import { type ScriptedPlatform, scriptedPlatform } from "#lib/operations/fixtures/scripted-platform.ts";
import { recoverAbandoned } from "#lib/operations/recover.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let spine: ScriptedPlatform;
let owner: Actor;
beforeAll(async () => {
  spine = await scriptedPlatform();
  owner = await spine.person("owner");
});
beforeEach(() => spine.platform.database.sql`truncate outside`);
afterAll(() => spine?.drop());

type Act = "ok" | "fail" | "fail-once" | "hang" | "deaf";
async function queue(acts: Act[], key = "one"): Promise<string> {
  const steps = acts.map((act, index) => ({ name: "abcdef"[index], act }));
  const answer = await spine.ask(queued, { steps, key }, owner);
  if (answer.outcome !== "accepted") throw new Error(`It was not queued: ${JSON.stringify(answer)}`);
  return answer.operation.id;
}
const lines = () => outsideLines(spine.platform);
const audited = async (operationId: string) => {
  const rows = await spine.platform.database.sql<{ record: string }[]>`
    select record from audit_log where operation_id = ${operationId} order by id`;
  return rows.map((row) => String(JSON.parse(row.record).what).replace("operation.", ""));
};
const untilLine = (line: string) => expect.poll(lines, { timeout: 15_000, interval: 10 }).toContain(line);

test("every step is done once, in order, on record, and the end is audited", async () => {
  const id = await queue(["ok", "ok"]);
  await Promise.all([spine.runNow(id, "one"), spine.runNow(id, "two")]);
  expect(await lines()).toEqual(["begun", "did a", "did b", "closed"]);
  expect(await spine.steps(id)).toEqual(["a: succeeded", "b: succeeded"]);
  expect(await spine.row(id)).toMatchObject({ state: "succeeded", attempt: 1, result: { ok: true } });
  expect(await audited(id)).toEqual(["queued", "running", "succeeded"]);
});

test("when a step fails for good, the finished ones are undone backwards and the rows are told", async () => {
  const id = await queue(["ok", "ok", "fail"]);
  await spine.runNow(id);
  expect(await lines()).toEqual(["begun", "did a", "did b", "did c", "undid b", "undid a", "told: failed"]);
  expect(await spine.steps(id)).toEqual(["a: undone", "b: undone", "c: failed"]);
  expect(await spine.row(id)).toMatchObject({ state: "failed", error: { message: "c cannot be done." } });
});

test("a failure that may pass is tried again behind the last finished step", async () => {
  const id = await queue(["ok", "fail-once", "ok"]);
  await spine.runNow(id);
  expect(await spine.row(id)).toMatchObject({ state: "queued", attempt: 1 });
  await spine.runNow(id);
  expect(await lines()).toEqual(["begun", "did a", "did b", "failed b", "did c", "closed"]);
  expect(await spine.row(id)).toMatchObject({ state: "succeeded", attempt: 2 });
});

test("taking up what was lost leaves an operation alone that waits for its next attempt", async () => {
  const id = await queue(["fail-once"], "waits");
  await spine.runNow(id);
  const runAt = async () => {
    const [job] = await spine.platform.database.sql<{ at: Date }[]>`
      select run_at as at from graphile_worker.jobs where key = ${`operation:${id}`}`;
    return Number(job?.at);
  };
  const before = await runAt();
  await recoverAbandoned(spine.platform, findScriptedHandler);
  expect(await runAt()).toBe(before);
});

test("a queued operation whose job was lost gets a new one", async () => {
  const id = await queue(["ok"], "lost");
  const jobs = () =>
    spine.platform.database.sql`select from graphile_worker.jobs where key = ${`operation:${id}`}`;
  await spine.platform.database.sql`select graphile_worker.remove_job(${`operation:${id}`})`;
  expect(await jobs()).toHaveLength(0);
  await recoverAbandoned(spine.platform, findScriptedHandler);
  expect(await jobs()).toHaveLength(1);
});

test("a queued operation is cancelled at once: nothing runs, and its rows are told", async () => {
  const id = await queue(["ok"]);
  expect(await spine.cancel(id, owner)).toMatchObject({ result: { operation: { state: "cancelled" } } });
  await spine.runNow(id);
  expect(await lines()).toEqual(["begun", "told: cancelled"]);
});

test("one that waits for another attempt undoes what it did when it is cancelled", async () => {
  const id = await queue(["ok", "fail-once", "ok"]);
  await spine.runNow(id);
  expect(await spine.cancel(id, owner)).toMatchObject({ outcome: "done" });
  await spine.runNow(id);
  expect(await lines()).toEqual(["begun", "did a", "did b", "failed b", "undid a", "told: cancelled"]);
  expect(await spine.row(id)).toMatchObject({ state: "cancelled" });
});

test("a running operation hears of its cancellation within a second, and is undone", async () => {
  const id = await queue(["ok", "hang", "ok"]);
  const running = spine.runNow(id);
  await untilLine("did b");
  const askedAt = performance.now();
  await spine.cancel(id, owner);
  await running;
  // A second for the cancellation, and what a busy machine needs to write it down.
  expect(performance.now() - askedAt).toBeLessThan(2_000);
  expect(await lines()).toEqual(["begun", "did a", "did b", "undid a", "told: cancelled"]);
  expect(await spine.steps(id)).toEqual(["a: undone", "b: failed"]);
  expect(await spine.cancel(id, owner)).toMatchObject({ outcome: "error", error: { type: "CONFLICT" } });
});

test("work that takes longer than its command allows is stopped and fails with that", async () => {
  const answer = await spine.ask(direct, { steps: [{ name: "a", act: "hang" }] }, owner);
  expect(answer).toMatchObject({ outcome: "error", error: { type: "SERVICE_UNAVAILABLE" } });
  expect(answer.outcome === "error" && answer.operation?.state).toBe("failed");
});

test("work that does not listen to its time limit ends nevertheless", async () => {
  const answer = await spine.ask(direct, { steps: [{ name: "a", act: "deaf" }] }, owner);
  expect(answer).toMatchObject({ outcome: "error", operation: { state: "failed" } });
});

test("a worker that lost its lease neither goes on, nor undoes, nor ends what another took over", async () => {
  const id = await queue(["ok", "hang", "fail"]);
  const stale = spine.runNow(id, "stale");
  await untilLine("did b");
  await spine.platform.database.sql`update operations set attempt = 2, lease_owner = 'other',
    lease_until = now() + interval '1 minute' where id = ${id}`;
  await stale;
  expect(await spine.row(id)).toMatchObject({ state: "running", attempt: 2, leaseOwner: "other" });
  expect(await lines()).toEqual(["begun", "did a", "did b"]);
});

test.each([
  { line: "did c", left: ["begun", "did a", "did b", "did c"] },
  { line: "undid b", left: ["begun", "did a", "did b", "did c", "undid b"] },
])("a worker that is taken over at the moment of '$line' stops there", async ({ line, left }) => {
  const id = await queue(["ok", "ok", "fail"]);
  await spine.platform.database.sql.unsafe(`
    create function take_over() returns trigger language plpgsql as $$ begin
      update operations set attempt = 2, lease_owner = 'other', lease_until = now() + interval '1 minute'
        where id = '${id}';
      return new;
    end $$;
    create trigger take_over after insert on outside for each row
      when (new.line = '${line}') execute function take_over();`);
  try {
    await spine.runNow(id, "stale");
  } finally {
    await spine.platform.database.sql.unsafe("drop function take_over cascade");
  }
  expect(await spine.row(id)).toMatchObject({ state: "running", attempt: 2, leaseOwner: "other" });
  expect(await lines()).toEqual(left);
});

test("a direct operation whose server died ends as failed, and says to look first", async () => {
  const answer = await spine.ask(direct, { steps: [] }, owner);
  const id = answer.outcome === "done" ? answer.operation.id : "";
  await spine.platform.database.sql`update operations set state = 'running', ended_at = null,
    lease_until = now() - interval '1 second' where id = ${id}`;
  await recoverAbandoned(spine.platform, findScriptedHandler);
  expect(await spine.row(id)).toMatchObject({ state: "failed", error: { type: "SERVICE_UNAVAILABLE" } });
  expect(await lines()).toEqual(["closed", "told: failed"]);
});

test("what was done by the last attempt of a dead process is listed as not undone", async () => {
  const id = await queue(["ok", "hang"]);
  const running = spine.runNow(id, "dies");
  await untilLine("did b");
  await spine.platform.database.sql`update operations set attempt = 3, lease_owner = 'gone',
    lease_until = now() - interval '1 second' where id = ${id}`;
  await running;
  await recoverAbandoned(spine.platform, findScriptedHandler);
  expect(await spine.row(id)).toMatchObject({ state: "failed", attempt: 3 });
  expect(await spine.steps(id)).toEqual(["a: not_undone", "b: not_undone"]);
  expect((await lines()).at(-1)).toBe("told: failed");
});

test("an operation that cannot be taken up does not keep the others waiting", async () => {
  const [broken, other] = [await queue(["ok"], "x"), await queue(["ok"], "y")];
  await spine.platform.database.sql`update operations set state = 'running', lease_owner = 'gone',
    attempt = 3, lease_until = now() - interval '1 second' where id in (${broken}, ${other})`;
  await spine.platform.database.sql`update operations set sealed_input = 'v1.x.y.z' where id = ${broken}`;
  await recoverAbandoned(spine.platform, findScriptedHandler);
  expect(await spine.row(other)).toMatchObject({ state: "failed" });
});
