import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { interactions, runs, tasks } from "#drizzle/schema/tasks.ts";
import { verbByName } from "#lib/commands.ts";
import { newId } from "#lib/kernel/ids.ts";
import { InboxPage } from "#lib/modules/inbox/schema.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { runQuery } from "#lib/operations/query.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let product: TestPlatform;
let owner: Actor;
let projectId: string;

const inMs = (ms: number) => new Date(Date.now() + ms);
const orm = () => product.platform.database.orm;

/** Asks of an agent in rows, a review and a run that stands still, each of a card of its own. */
beforeAll(async () => {
  product = await testPlatform();
  owner = await product.person("owner", "Ada");
  const { run } = await makeRun(product, owner, { state: "waiting" });
  projectId = run.projectId;
  const ask = { runId: run.id, state: "open" } as const;
  const permission = {
    permissionId: "per_1",
    permission: "bash",
    title: "Run a command: git push",
    patterns: [],
  };
  const question = {
    questionId: "que_1",
    questions: [{ question: "Which?", header: "", options: [], isMultiple: false, isFreeTextAllowed: true }],
  };
  await orm()
    .insert(interactions)
    .values([
      {
        ...ask,
        id: newId(),
        number: 1,
        kind: "permission",
        externalId: "per_1",
        request: permission,
        expiresAt: inMs(60_000),
      },
      {
        ...ask,
        id: newId(),
        number: 2,
        kind: "question",
        externalId: "que_1",
        request: question,
        expiresAt: inMs(30_000),
      },
      {
        ...ask,
        id: newId(),
        number: 3,
        kind: "permission",
        externalId: "per_2",
        request: permission,
        state: "answered",
      },
    ]);
  for (const [number, status, state] of [
    [2, "human_review", "finished"],
    [3, "in_progress", "interrupted"],
    [4, "todo", "interrupted"],
  ] as const) {
    const [taskId, id] = [newId(), newId()];
    await orm()
      .insert(tasks)
      .values({
        id: taskId,
        projectId,
        number,
        title: `Card ${number}`,
        description: "",
        status,
        currentRunId: id,
      });
    await orm()
      .insert(runs)
      .values({
        ...run,
        id,
        taskId,
        state,
        gatewayTokenHash: id,
        stateReason: "The budget is used up.",
        pausedFor: "budget",
      });
  }
}, 60_000);
afterAll(() => product?.drop());

async function inboxOf(actor: Actor, input: Record<string, unknown> = {}) {
  const verb = verbByName.get("inbox.list");
  if (verb?.kind !== "query") throw new Error("There is no inbox.");
  const { platform } = product;
  const signal = AbortSignal.timeout(10_000);
  return InboxPage.parse(await runQuery(verb, input, { tx: orm(), actor, platform, signal }));
}

test("asks, reviews and runs that stand still are in one list: what ends first, then what waits; each says what follows", async () => {
  const { items, counts } = await inboxOf(owner);
  expect(items.map(({ kind }) => kind).slice(0, 2)).toEqual(["question", "permission"]);
  expect(
    items
      .map(({ kind }) => kind)
      .slice(2)
      .sort(),
  ).toEqual(["paused", "review"]);
  expect(counts).toEqual({ ask: 2, approval: 0, review: 1, paused: 1 });
  expect(items[1]).toMatchObject({
    task: { number: 1, title: "Paint the wall" },
    ask: { permissionId: "per_1", state: "open" },
    otherwise: "It is refused, and the agent goes on without it.",
  });
  expect(items.find(({ kind }) => kind === "paused")).toMatchObject({
    task: { number: 3 },
    reason: "The budget is used up.",
    pausedFor: "budget",
    deadlineAt: null,
  });
  expect((await inboxOf(owner, { kind: "review" })).items).toHaveLength(1);
});

test("an operation waits in the inbox of whoever may answer it, with when it lapses", async () => {
  const [task] = await orm().select().from(tasks).where(eq(tasks.number, 4));
  const asked = await product.run("task.delete", { projectId, taskId: task?.id }, { ...owner, via: "api" });
  expect(asked.outcome).toBe("held");
  const { items, counts } = await inboxOf(owner);
  expect(counts.approval).toBe(1);
  expect(items.find(({ kind }) => kind === "approval")).toMatchObject({
    command: "task.delete",
    level: "MEDIUM",
    otherwise: "It lapses, and nothing happens.",
    deadlineAt: expect.any(String),
  });
});

test("what one may not see is not there, and what one may only read does not wait for one", async () => {
  const member = await product.person("member");
  expect(await inboxOf(member)).toMatchObject({
    items: [],
    counts: { ask: 0, approval: 0, review: 0, paused: 0 },
  });
  await orm().insert(projectMembers).values({ projectId, userId: member.id, access: "read" });
  expect((await inboxOf(member)).items).toEqual([]);
  await orm().update(projectMembers).set({ access: "write" }).where(eq(projectMembers.userId, member.id));
  expect((await inboxOf(member)).counts).toMatchObject({ ask: 2, review: 1, paused: 1 });
  const elsewhere = { ...owner, kind: "service-key", projectId: newId() } as Actor;
  expect((await inboxOf(elsewhere)).items).toEqual([]);
});

test("what one may answer is found behind any number of asks that one may only read", async () => {
  const member = await product.person("member");
  const { run } = await makeRun(product, owner, { state: "waiting" });
  const [busy] = await orm().select().from(runs).where(eq(runs.projectId, projectId)).limit(1);
  const asks = (runId: string, count: number, inTimeMs: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ id: newId(), runId, state: "open" as const, kind: "permission" as const, number: 100 + index },
      ...{ externalId: `per_${100 + index}`, expiresAt: inMs(inTimeMs) },
      request: { permissionId: `per_${100 + index}`, permission: "bash", title: "Run it", patterns: [] },
    }));
  await orm()
    .insert(interactions)
    .values([...asks(busy?.id ?? "", 200, 10_000), ...asks(run.id, 1, 90_000)]);
  await orm()
    .insert(projectMembers)
    .values([
      { projectId, userId: member.id, access: "read" },
      { projectId: run.projectId, userId: member.id, access: "write" },
    ]);
  expect((await inboxOf(member)).items).toMatchObject([{ kind: "permission", runId: run.id }]);
  expect((await inboxOf({ ...member, scopes: ["read"] })).items).toEqual([]);
});
