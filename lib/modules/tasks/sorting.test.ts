import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectMembers, projects, workspaces } from "#drizzle/schema/projects.ts";
import { llmProviders } from "#drizzle/schema/providers.ts";
import { runs, tasks } from "#drizzle/schema/tasks.ts";
import { verbByName } from "#lib/commands.ts";
import { newId } from "#lib/kernel/ids.ts";
import { Board, type Card, FoundCards } from "#lib/modules/cards/schema.ts";
import { LabelView } from "#lib/modules/labels/schema.ts";
import { TemplatePage } from "#lib/modules/task-templates/schema.ts";
import { lockTask } from "#lib/modules/tasks/advance-task.ts";
import { between } from "#lib/modules/tasks/place-beside.ts";
import { type TaskStatus, TaskView } from "#lib/modules/tasks/schema.ts";
import { runQuery } from "#lib/operations/query.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { transact } from "#lib/platform/db/transact.ts";

let place: TestPlatform;
let owner: Actor;
let member: Actor;

beforeAll(async () => {
  place = await testPlatform();
  owner = await place.person("owner", "Olga");
  member = await place.person("member", "Max");
});
afterAll(() => place?.drop());

async function newProject(): Promise<string> {
  const { orm } = place.platform.database;
  const id = newId();
  const kind = { type: "other", status: "stopped", runtime: "local" } as const;
  const source = { type: "empty" };
  await orm.insert(projects).values({ id, slug: id, name: id, source, createdBy: owner.id, ...kind });
  const states = { desiredState: "stopped", observedState: "stopped" } as const;
  await orm
    .insert(workspaces)
    .values({ id: newId(), projectId: id, runtime: "local", accessToken: "x", ...states });
  return id;
}

/** A project that the member works in, and one that they may not see. */
async function open() {
  const [ours, theirs] = [await newProject(), await newProject()];
  const { orm } = place.platform.database;
  await orm.insert(projectMembers).values({ projectId: ours, userId: member.id, access: "write" });
  const ask = (name: string, input: unknown, actor: Actor = owner) => {
    const verb = verbByName.get(name);
    if (verb?.kind !== "query") throw new Error(`There is no query ${name}.`);
    const { platform } = place;
    return runQuery(verb, input, {
      tx: platform.database.orm,
      actor,
      platform,
      signal: AbortSignal.timeout(10_000),
    });
  };
  const done = async (name: string, input: unknown, actor: Actor = owner): Promise<unknown> => {
    const answer = await place.run(name, input, actor);
    if (answer.outcome !== "done") throw new Error(JSON.stringify(answer));
    return answer.result;
  };
  const refusal = async (name: string, input: unknown, actor: Actor = owner) => {
    const answer = await place.run(name, input, actor);
    if (answer.outcome !== "error") throw new Error(`${name} was not refused`);
    return answer.error;
  };
  const task = async (title: string, more: object = {}, projectId = ours) =>
    TaskView.parse(await done("task.create", { projectId, title, ...more }));
  const cards = async (input: object = {}, actor: Actor = owner): Promise<Card[]> =>
    Board.parse(await ask("board.read", { projectId: ours, ...input }, actor)).cards;
  const column = async (status: TaskStatus): Promise<string[]> =>
    (await cards())
      .filter((card) => card.status === status)
      .sort((a, b) => a.position - b.position)
      .map(({ title }) => title);
  return { ours, theirs, ask, done, refusal, task, cards, column };
}

test("cards keep the order that people give them, however often one is put between the same two", async () => {
  const { ours, task, done, column } = await open();
  const [a, b, c] = [await task("a"), await task("b"), await task("c")];
  expect(await column("todo"), "a new card comes on top").toEqual(["c", "b", "a"]);
  await done("task.update", { projectId: ours, taskId: c.id, afterId: a.id });
  expect(await column("todo")).toEqual(["b", "a", "c"]);
  // Each halves the gap; a double has 52 bits of it.
  for (let round = 0; round < 60; round++) {
    const [moved, beside] = round % 2 === 0 ? [c, a] : [a, c];
    await done("task.move", { projectId: ours, taskId: moved.id, status: "todo", beforeId: beside.id });
  }
  expect(await column("todo")).toEqual(["b", "a", "c"]);
  await done("task.move", { projectId: ours, taskId: b.id, status: "done" });
  await done("task.move", { projectId: ours, taskId: a.id, status: "done", afterId: b.id });
  expect(await column("done"), "to its place in another column").toEqual(["b", "a"]);
  await done("task.move", { projectId: ours, taskId: b.id, status: "todo", beforeId: a.id });
  expect(await column("todo"), "on top where the neighbour has left the column").toEqual(["b", "c"]);
});

test("a number between two is strictly between, or there is none", () => {
  expect(between(null, null)).toBe(0);
  expect(between(null, -3)).toBe(-4);
  expect(between(7, null)).toBe(8);
  expect(between(1, 2)).toBe(1.5);
  expect(between(1, 1)).toBeNull();
  expect(between(1, 1 + Number.EPSILON)).toBeNull();
});

test("a task comes after others of its project, never after itself by any way", async () => {
  const { ours, theirs, task, done, refusal, cards } = await open();
  const [a, b] = [await task("a"), await task("b")];
  const c = await task("c", { after: [a.number, b.number] });
  const stranger = await task("elsewhere", {}, theirs);
  expect(c.after.map(({ number }) => number)).toEqual([1, 2]);
  const waits = async () => (await cards()).find(({ id }) => id === c.id)?.waitsFor;
  expect(await waits()).toEqual([1, 2]);

  await done("task.update", { projectId: ours, taskId: b.id, after: [a.number] });
  const circle = await refusal("task.update", { projectId: ours, taskId: a.id, after: [c.number] });
  expect(circle.message).toBe("#3 comes after this task already: each would wait for the other.");
  const itself = await refusal("task.update", { projectId: ours, taskId: a.id, after: [a.number] });
  expect(itself.details).toEqual({ field: "after", reason: "#1 cannot come after itself" });
  expect((await refusal("task.update", { projectId: ours, taskId: a.id, after: [99] })).type).toBe(
    "VALIDATION_ERROR",
  );
  expect(stranger.number, "numbers count in each project").toBe(1);

  await done("task.move", { projectId: ours, taskId: a.id, status: "done" });
  expect(await waits(), "one that was put aside is waited for no more").toEqual([2]);
  await done("task.update", { projectId: ours, taskId: c.id, after: [] });
  expect(await waits()).toEqual([]);
});

test("a card can be put after one that somebody else is changing, so that neither waits for the other", async () => {
  const { ours, task, done } = await open();
  const [a, b] = [await task("a"), await task("b")];
  await transact(place.platform.database, async (tx) => {
    await lockTask(tx, a.id);
    const updated = await done("task.update", { projectId: ours, taskId: b.id, after: [a.number] });
    expect(updated).toMatchObject({ after: [{ id: a.id }] });
  });
});

test("labels and dependencies that two people give a card at once all hold", async () => {
  const { ours, task, done, refusal } = await open();
  const [a, b, card] = [await task("a"), await task("b"), await task("card")];
  const label = async (name: string) =>
    LabelView.parse(await done("label.create", { projectId: ours, name })).id;
  const [api, bug, old] = [await label("api"), await label("bug"), await label("old")];
  const update = (input: object) => done("task.update", { projectId: ours, taskId: card.id, ...input });
  await update({ labelIds: [old] });
  await Promise.all([
    update({ addLabelIds: [api], addAfter: [a.number] }),
    update({ addLabelIds: [bug], removeLabelIds: [old], addAfter: [b.number] }),
  ]);
  const both = TaskView.parse(await update({ title: "Card" }));
  expect(both.labels.map(({ id }) => id)).toEqual([api, bug]);
  expect(both.after.map(({ number }) => number)).toEqual([a.number, b.number]);
  expect(await update({ removeLabelIds: [api], removeAfter: [a.number] })).toMatchObject({
    labels: [{ id: bug }],
    after: [{ id: b.id }],
  });
  const many = await Promise.all(Array.from({ length: 20 }, (_, index) => label(`label ${index}`)));
  const tooMany = await refusal("task.update", { projectId: ours, taskId: card.id, addLabelIds: many });
  expect(tooMany.message).toBe("addLabelIds: a card has at most 20 labels");
});

test("of two who change a project's settings at once, each finds what the other one set", async () => {
  const { ours, done, ask } = await open();
  const { sql } = place.platform.database;
  const columnLimits = { human_review: 3 };
  const second = await transact(place.platform.database, async (tx) => {
    await tx.update(projects).set({ boardSettings: { columnLimits } }).where(eq(projects.id, ours));
    const boardSettings = { parallelRunsMax: 4, columnLimits: { todo: 9 } };
    const update = done("project.update", { projectId: ours, boardSettings });
    // It has read the row as it was, and waits for this transaction.
    const waiting = () => sql`select 1 from pg_stat_activity where wait_event_type = 'Lock'
      and datname = current_database()`;
    await expect.poll(async () => (await waiting()).length).toBeGreaterThan(0);
    return { update };
  });
  await second.update;
  expect(await ask("project.read", { projectId: ours })).toMatchObject({
    boardSettings: { columnLimits: { human_review: 3, todo: 9 }, parallelRunsMax: 4 },
  });
});

test("labels, priority and assignee are set, found and shown; what is another project's is refused", async () => {
  const { ours, theirs, task, done, refusal, cards, ask } = await open();
  const label = LabelView.parse(await done("label.create", { projectId: ours, name: "api", color: "teal" }));
  const foreign = LabelView.parse(await done("label.create", { projectId: theirs, name: "api" }));
  expect((await refusal("label.create", { projectId: ours, name: "API" })).type).toBe("CONFLICT");

  const card = await task("Answer 409", { labelIds: [label.id], priority: "high", assigneeId: member.id });
  expect(card).toMatchObject({
    labels: [label],
    priority: "high",
    assignee: { id: member.id, name: "Max" },
  });
  expect(
    (await refusal("task.update", { projectId: ours, taskId: card.id, labelIds: [foreign.id] })).message,
  ).toBe(`labelIds: ${foreign.id} is no label of this project`);
  const elsewhere = await task("Elsewhere", {}, theirs);
  const stranger = await refusal("task.update", {
    projectId: theirs,
    taskId: elsewhere.id,
    assigneeId: member.id,
  });
  expect(stranger.details).toMatchObject({ field: "assigneeId" });
  expect(await ask("task.list", { projectId: ours, labelId: label.id, priority: "high" })).toMatchObject({
    items: [{ id: card.id }],
  });
  expect(await ask("task.list", { projectId: ours, priority: "low" })).toMatchObject({ items: [] });

  await done("label.update", { projectId: ours, labelId: label.id, name: "http", color: "plum" });
  expect((await cards())[0]?.labels).toEqual([{ id: label.id, name: "http", color: "plum" }]);
  await done("label.delete", { projectId: ours, labelId: label.id });
  expect((await cards())[0]?.labels).toEqual([]);
  const people = await ask("project.list-people", { projectId: ours });
  expect(people).toMatchObject({ items: [{ name: "Max" }, { name: "Olga" }] });
});

test("boards and what is found on them hold nothing of a project that one may not see", async () => {
  const { ours, theirs, task, ask, cards } = await open();
  const mine = await task("Mine", { description: "About the berths of Kiel" });
  const hidden = await task("Hidden", { description: "About the berths of Kiel" }, theirs);
  const all = async (actor?: Actor) =>
    Board.parse(await ask("board.read-all", {}, actor)).cards.map(({ id }) => id);
  expect(await all()).toEqual(expect.arrayContaining([mine.id, hidden.id]));
  expect(await all(member)).toContain(mine.id);
  expect(await all(member)).not.toContain(hidden.id);
  const found = async (q: string, projectId?: string) =>
    FoundCards.parse(await ask("board.find", { q, projectId }, member)).ids;
  expect(await found("kiel BERTHS")).toEqual([mine.id]);
  expect(await found("berths rotterdam")).toEqual([]);
  expect(await found("#1", ours)).toEqual([mine.id]);
  expect(await found("berths", theirs)).toEqual([]);
  await expect(ask("board.read", { projectId: theirs }, member)).rejects.toMatchObject({
    type: "NOT_FOUND",
  });
  const ids = `${mine.id},${hidden.id}`;
  expect(
    (await cards({ ids }, member)).map(({ id }) => id),
    "what changed is asked for by id",
  ).toEqual([mine.id]);
  expect(await cards({ ids: newId() })).toEqual([]);
  const at = { branch: "b", worktree: "w", baseBranch: "main", lastSequence: 0 };
  const how = { ordinal: 1, state: "running", provider: "custom", model: "m", configVersion: 0 } as const;
  const { orm } = place.platform.database;
  for (const { id: taskId, projectId } of [mine, hidden]) {
    const id = newId();
    await orm.insert(runs).values({ id, projectId, taskId, ...how, ...at, gatewayTokenHash: id });
    await orm.update(tasks).set({ currentRunId: id }).where(eq(tasks.id, taskId));
  }
  expect(
    (await cards({ ids: newId() }, member)).map(({ id }) => id),
    "whatever an agent works on comes along, of what one may see",
  ).toEqual([mine.id]);
});

test("a template is what a new card begins with, and names are taken once", async () => {
  const { ours, theirs, done, refusal, ask } = await open();
  const label = LabelView.parse(await done("label.create", { projectId: ours, name: "bug" }));
  const input = { projectId: ours, name: "Bug", title: "Fix ", priority: "urgent", labelIds: [label.id] };
  const made = await done("task-template.create", input, member);
  expect(made).toMatchObject({ name: "Bug", title: "Fix", priority: "urgent", labelIds: [label.id] });
  expect((await refusal("task-template.create", { ...input, name: "bug" })).type).toBe("CONFLICT");
  const { items } = TemplatePage.parse(await ask("task-template.list", { projectId: ours }));
  const templateId = items[0]?.id;
  const foreign = { projectId: theirs, templateId, name: "Taken over" };
  expect((await refusal("task-template.update", foreign)).type).toBe("NOT_FOUND");
  await done("task-template.update", { projectId: ours, templateId, name: "Defect", priority: null });
  expect(await ask("task-template.list", { projectId: ours })).toMatchObject({
    items: [{ name: "Defect", priority: null, title: "Fix" }],
  });
  await done("label.delete", { projectId: ours, labelId: label.id });
  expect(await ask("task-template.list", { projectId: ours })).toMatchObject({ items: [{ labelIds: [] }] });
  await done("task-template.delete", { projectId: ours, templateId });
  expect(await ask("task-template.list", { projectId: ours })).toMatchObject({ items: [] });
});

test("a model that no admin listed is written on a card by admins alone, whoever runs it later", async () => {
  const { ours, task, done, refusal } = await open();
  const { orm } = place.platform.database;
  const models = ["known"];
  await orm.insert(llmProviders).values({ id: newId(), name: "openai", models, isDefault: true });
  const card = await task("Count the gulls");
  const input = { projectId: ours, taskId: card.id };
  const own = { projectId: ours, title: "Count them all", model: "dear" };
  for (const refused of [
    await refusal("task.update", { ...input, model: "dear" }, member),
    await refusal("task.create", own, member),
  ])
    expect(refused.details).toMatchObject({ field: "model" });
  expect(await done("task.update", { ...input, model: "known" }, member)).toMatchObject({ model: "known" });
  expect(await done("task.update", { ...input, model: "dear" })).toMatchObject({ model: "dear" });
  // What stands there already is no choice of whoever writes something else.
  const again = { ...input, model: "dear", title: "Count the terns" };
  expect(await done("task.update", again, member)).toMatchObject({ title: "Count the terns" });
  await orm.delete(llmProviders);
});

test("an agent renames a project as its person may, and lifts none of the limits that hold it back", async () => {
  const { ours, done, refusal } = await open();
  const agent: Actor = { ...owner, kind: "agent", scopes: ["read", "write"], projectId: ours };
  await done("project.update", { projectId: ours, description: "Sells things" }, agent);
  for (const change of [
    { boardSettings: { parallelRunsMax: 50 } },
    { deliverySettings: { isPushed: true } },
  ]) {
    const { type } = await refusal("project.update", { projectId: ours, ...change }, agent);
    expect(type, JSON.stringify(change)).toBe("FORBIDDEN");
  }
});

test("an admin of a project sets how many cards its columns take", async () => {
  const { ours, done, refusal, ask } = await open();
  const boardSettings = { columnLimits: { human_review: 3 } };
  expect((await refusal("project.update", { projectId: ours, boardSettings }, member)).type).toBe(
    "FORBIDDEN",
  );
  await done("project.update", { projectId: ours, boardSettings });
  await done("project.update", { projectId: ours, boardSettings: { parallelRunsMax: 4 } });
  expect(await ask("project.read", { projectId: ours })).toMatchObject({
    boardSettings: { columnLimits: { human_review: 3 }, parallelRunsMax: 4 },
  });
  const wrong = { columnLimits: { human_review: 0 } };
  expect((await refusal("project.update", { projectId: ours, boardSettings: wrong })).details).toMatchObject({
    reason: "must be from 1 to 999",
  });
});
