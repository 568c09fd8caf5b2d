import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { listEventsOfRun } from "#lib/modules/runs/list-run-events.ts";
import type { RunEvent } from "#lib/modules/runs/schema.ts";
import { type RunRow, writeRunEvents } from "#lib/modules/runs/store.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { readOutline } from "#lib/modules/transcripts/read-outline.ts";
import { searchTranscript } from "#lib/modules/transcripts/search-transcript.ts";
import { type Query, runQuery } from "#lib/operations/query.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { transact } from "#lib/platform/db/transact.ts";

let product: TestPlatform;
let owner: Actor;
let run: RunRow;
beforeAll(async () => {
  product = await testPlatform();
  owner = await product.person("owner");
  ({ run } = await makeRun(product, owner));
  await write("asked", "text", said("Do 100% of it", "user"));
  await write("plan", "tool", called("todowrite", { todos: [{ content: "Do it", status: "in_progress" }] }));
  await write("edit", "tool", called("edit", { filePath: "src/a.ts", oldString: "one", newString: "two" }));
  await write("task", "tool", called("task", { description: "Looks around", prompt: "Look!" }));
  await write("inner", "text", { ...said("Seen from within"), within: "task" });
  for (const word of ["first", "second", "third"]) await write(word, "text", said(`The ${word} word`));
});
afterAll(async () => {
  await product?.drop();
});

const said = (text: string, role = "assistant") => ({ role, source: "agent", text, isFinished: true });
const called = (name: string, input: object) => ({
  source: "agent",
  name,
  state: "completed",
  title: null,
  input,
  output: `output of ${name}`,
  isOutputCut: false,
  error: null,
  diff: null,
  durationMs: 1,
});

const write = (key: string, kind: RunEvent["kind"], data: Record<string, unknown>) =>
  transact(product.platform.database, (tx) =>
    writeRunEvents(tx, run.id, [{ key, kind, revision: newId(), data }]),
  );

function read<Input, Output>(query: Query<Input, Output>, more: object = {}): Promise<Output> {
  const { platform } = product;
  const input = { projectId: run.projectId, taskId: run.taskId, ...more };
  const signal = AbortSignal.timeout(10_000);
  return runQuery(query, input, { tx: platform.database.orm, actor: owner, platform, signal });
}

const keysOf = ({ items }: { items: readonly { key: string }[] }) => items.map(({ key }) => key);

test("the outline names prompts, edits and sub-agents of the whole run, and the agent's plan, and nothing large", async () => {
  const { entries, todos, events } = await read(readOutline);
  expect(entries.map(({ kind, label }) => [kind, label])).toEqual([
    ["prompt", "Do 100% of it"],
    ["edit", "src/a.ts"],
    ["agent", "Looks around"],
  ]);
  expect(todos).toEqual([{ content: "Do it", status: "in_progress" }]);
  expect(events).toBe(8);
});

test("words are found in what was said, given and put out, in any case, and stand for themselves", async () => {
  expect(keysOf(await read(searchTranscript, { q: "THE second" }))).toEqual(["second"]);
  expect(keysOf(await read(searchTranscript, { q: "output of" }))).toEqual(["plan", "edit", "task"]);
  expect(keysOf(await read(searchTranscript, { q: "src/a.ts" }))).toEqual(["edit"]);
  expect(keysOf(await read(searchTranscript, { q: "0% of" }))).toEqual(["asked"]);
  expect(keysOf(await read(searchTranscript, { q: "0_ of" }))).toEqual([]);
});

test("the conversation is read backwards in pages, a thing that changed later at its first place", async () => {
  await write("second", "text", said("The second word, changed"));
  const end = await read(listEventsOfRun, { before: 1_000_000_000, limit: 3 });
  expect(keysOf(end)).toEqual(["first", "second", "third"]);
  expect(end.items[1]).toMatchObject({ sequence: 9, data: { text: "The second word, changed" } });
  const before = await read(listEventsOfRun, { before: end.nextCursor, limit: 100 });
  expect(keysOf(before)).toEqual(["asked", "plan", "edit", "task", "inner"]);
  expect(before.nextCursor).toBeNull();
});

test("a stranger finds neither the outline nor a word", async () => {
  const stranger = await product.person("member");
  const { platform } = product;
  const input = { projectId: run.projectId, taskId: run.taskId, q: "word" };
  const context = {
    tx: platform.database.orm,
    actor: stranger,
    platform,
    signal: AbortSignal.timeout(10_000),
  };
  await expect(runQuery(searchTranscript, input, context)).rejects.toMatchObject({ type: "NOT_FOUND" });
  await expect(runQuery(readOutline, input, context)).rejects.toMatchObject({ type: "NOT_FOUND" });
});
