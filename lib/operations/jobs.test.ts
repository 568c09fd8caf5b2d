import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { followJobLog } from "#lib/operations/follow-job-log.ts";
import { listJobs } from "#lib/operations/list-jobs.ts";
import { listOperations } from "#lib/operations/list-operations.ts";
import { runQuery } from "#lib/operations/query.ts";
import { readJob } from "#lib/operations/read-job.ts";
import { appendLog, insertOperation, type NewOperation } from "#lib/operations/store.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let tested: TestPlatform;
let owner: Actor;

beforeAll(async () => {
  tested = await testPlatform();
  owner = await tested.person("owner");
});
afterAll(() => tested.drop());

async function given(change: Partial<NewOperation> = {}): Promise<string> {
  const { platform } = tested;
  const row = await insertOperation(platform.database.orm, {
    id: newId(),
    command: "workspace.stop",
    level: "MEDIUM",
    state: "succeeded",
    via: "dashboard",
    actor: { ...owner },
    personId: owner.userId,
    targetKind: "workspace",
    targetId: newId(),
    targetName: "harbor",
    input: {},
    inputHash: "",
    needs: [],
    losses: [],
    fingerprint: "",
    requestId: newId(),
    ...change,
  });
  return row.id;
}

const context = (actor: Actor) => ({
  tx: tested.platform.database.orm,
  actor,
  platform: tested.platform,
  signal: new AbortController().signal,
});

test("a job is an operation with work, and one without is no job", async () => {
  const job = await given({ workKey: "workspace:1" });
  const plain = await given();
  const page = await runQuery(listJobs, {}, context(owner));
  const ids = page.items.map((item) => item.id);
  expect(ids).toContain(job);
  expect(ids).not.toContain(plain);
  await expect(runQuery(readJob, { jobId: job }, context(owner))).resolves.toMatchObject({ id: job });
  await expect(runQuery(readJob, { jobId: plain }, context(owner))).rejects.toThrow("no such job");
});

test("a job of somebody else is as if it were not there", async () => {
  const job = await given({ workKey: "workspace:2" });
  const stranger = await tested.person("member");
  await expect(runQuery(readJob, { jobId: job }, context(stranger))).rejects.toThrow("no such job");
});

test("the log of a job that has ended is given whole, then its end", async () => {
  const job = await given({ workKey: "workspace:3" });
  await appendLog(tested.platform.database.orm, job, ["one", "two"]);
  const messages = await followJobLog.open({
    ...context(owner),
    input: { jobId: job },
    lastEventId: null,
    hub: { onWake: () => () => {} },
  });
  const seen: unknown[] = [];
  for await (const message of messages) seen.push(message);
  expect(seen).toMatchObject([
    { id: "1", event: "line", data: { line: "one" } },
    { id: "2", event: "line", data: { line: "two" } },
    { event: "done", data: { state: "succeeded" } },
  ]);
});

test("operations are found by words of command and target in any order, taken literally", async () => {
  const id = await given({ command: "workspace.start", targetName: "100%_Quay" });
  const find = async (text: string) =>
    (await runQuery(listOperations, { text }, context(owner))).items.map((item) => item.id);
  await expect(find("quay start")).resolves.toEqual([id]);
  await expect(find("100%_q")).resolves.toEqual([id]);
  await expect(find("100__q")).resolves.toEqual([]);
});
