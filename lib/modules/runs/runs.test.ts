import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byKeyword, type ModelRequest, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { RunEventPage } from "#lib/modules/runs/schema.ts";
import { providerKey, type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import { gitIn } from "#workspaced/git/test-repository.ts";

let place: RunPlace;

/** The agent names files relative to its worktree; the scripted one reads where that is from what it is told. */
const worktreeOf = ({ system }: ModelRequest): string => {
  const found = /Working directory: (\S+)/i.exec(system)?.[1];
  if (!found) throw new Error(`No working directory in: ${system.slice(0, 3000)}`);
  return found;
};

const reviews: string[] = [];
const script: Script = (request) => {
  if (request.isTitle) return { text: "A title" };
  if (request.prompt.includes("Review the changes")) {
    reviews.push(request.prompt);
    const wants = request.prompt.includes("Harbour wall") && !request.prompt.includes("second.txt");
    const verdict = wants
      ? { verdict: "changes", summary: "Write second.txt too.", comments: [] }
      : { verdict: "approve", summary: "Good.", comments: [] };
    const tool = request.structuredTool;
    return tool ? { toolCalls: [{ name: tool, input: verdict }] } : { text: JSON.stringify(verdict) };
  }
  const write = (name: string, content: string) => ({
    text: "I write it.",
    toolCalls: [{ name: "write", input: { filePath: join(worktreeOf(request), name), content } }],
  });
  return byKeyword({
    "asks for changes": [write("second.txt", "two\n"), { text: "Second is there." }],
    "Harbour wall": [write("first.txt", "one\n"), { text: "First is there." }],
    "Say more": [write("more.txt", "more\n"), { text: "More is there." }],
    "Light house": [write("light.txt", "lamp\n"), { text: "The light is on." }],
  })(request);
};

beforeAll(async () => {
  place = await runPlace(script);
}, 120_000);

afterAll(() => place.close(), 60_000);

test("a card is run by the real agent, reviewed, sent back, approved, merged and pushed", async () => {
  const { workspace, projectId } = place;
  await place.configure({ checkCommand: "test -f first.txt && echo checked" });
  const { id } = await place.createTask("Harbour wall");
  const asked = await place.must("run.start", id);
  expect(asked).toMatchObject({ outcome: "accepted", result: { run: { state: "queued" } } });
  expect((await place.read(id)).status).toBe("in_progress");
  const reviewed = await place.until(
    id,
    "a person is to review it",
    (task) => task.status === "human_review",
  );
  expect(reviewed.currentRun).toMatchObject({
    state: "finished",
    reviewRound: 2,
    verdict: { verdict: "approve" },
    check: { exitCode: 0, output: "checked\n" },
    branch: "task/1-harbour-wall",
  });
  expect(reviewed.legalMoves).toEqual(["done", "in_progress", "todo"]);
  expect(reviews[0]).toContain("first.txt");
  expect(place.model.requests.every(({ credential }) => credential === providerKey)).toBe(true);
  const diff = await place.ask("run.read-diff", { projectId, taskId: id });
  expect(diff).toMatchObject({ files: [{ path: "first.txt" }, { path: "second.txt" }] });

  await place.must("run.feedback", id, {
    text: "Say more",
    comments: [{ path: "first.txt", line: 1, text: "Why?" }],
  });
  await place.until(id, "the feedback is done", (task) => task.status === "human_review");
  const events = RunEventPage.parse(
    await place.ask("run.list-events", { projectId, taskId: id, limit: "1000" }),
  ).items;
  const sequences = events.map(({ sequence }) => sequence);
  expect(new Set(sequences).size).toBe(sequences.length);
  expect(events.at(-1)?.kind).toBe("done");
  expect(events.filter(({ kind }) => kind === "done")).toHaveLength(1);
  const texts = events.flatMap((event) => (event.kind === "text" ? [event.data.text] : []));
  expect(texts).toEqual(expect.arrayContaining(["First is there.", "Second is there.", "More is there."]));

  await place.must("task.approve", id);
  const done = await place.until(id, "it is merged", (task) => !task.isApproving);
  expect(done).toMatchObject({ status: "done", resolution: "merged", statusReason: null });
  expect(await readFile(join(workspace.folder, "second.txt"), "utf8")).toBe("two\n");
  const pushed = await gitIn(place.origin, "rev-parse", "main");
  expect(pushed.trim()).toBe(done.currentRun?.mergeCommit);
  expect(await gitIn(place.origin, "log", "-1", "--format=%an", "main")).toContain("Agent of #1");
  expect(await place.ask("run.read-diff", { projectId, taskId: id })).toMatchObject({
    files: [{ path: "first.txt" }, { path: "more.txt" }, { path: "second.txt" }],
  });
}, 180_000);
