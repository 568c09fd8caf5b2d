import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byKeyword, type ModelRequest } from "#e2e/fixtures/scripted-model/turns.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import { OperationPage } from "#lib/operations/schema.ts";
import { runKeyOf } from "#lib/platform/auth/run-key.ts";

/** The real OpenCode, with the key of its run, at the control plane's own tools. */

let place: RunPlace;
const asked: ModelRequest[] = [];
const target = { projectId: "", taskId: "" };

beforeAll(async () => {
  place = await runPlace((request) => {
    if (request.prompt.includes("Review the changes")) {
      const verdict = { verdict: "approve", summary: "Good.", comments: [] };
      const tool = request.structuredTool;
      return tool ? { toolCalls: [{ name: tool, input: verdict }] } : { text: JSON.stringify(verdict) };
    }
    if (request.prompt.includes("Tidy the board")) asked.push(request);
    return byKeyword({
      "Tidy the board": [
        { toolCalls: [{ name: "lockkeeper_task_list", input: { projectId: target.projectId } }] },
        { toolCalls: [{ name: "lockkeeper_task_delete", input: target }] },
        { text: "It waits for a person." },
      ],
    })(request);
  });
}, 120_000);
afterAll(() => place?.close(), 60_000);

/** Files below `folder` that hold `text`; OpenCode's own homes, its log and the worktree are among them. */
async function filesWith(text: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(
    files.map(async (path) => ((await readFile(path).catch(() => "")).includes(text) ? [path] : [])),
  );
  expect(files.some((path) => path.endsWith("server.log"))).toBe(true);
  return found.flat();
}

test("the agent of a run has our tools; what it asks for at MEDIUM is held in its own name", async () => {
  const { projectId, product } = place;
  const old = await place.createTask("Old card");
  Object.assign(target, { projectId, taskId: old.id });
  const { id } = await place.createTask("Tidy the board");
  await place.must("run.start", id);
  const done = await place.until(id, "it is to be reviewed", (task) => task.status === "human_review");

  expect(asked[0]?.tools).toEqual(
    expect.arrayContaining([
      "lockkeeper_project_list",
      "lockkeeper_task_create",
      "lockkeeper_operation_read",
    ]),
  );
  const told = asked.at(-1)?.toolResults.join("\n") ?? "";
  expect(told).toContain('"title":"Old card"');
  expect(told).toMatch(
    /HELD, nothing has happened: task.delete of task "#1 Old card"|HELD, nothing has happened: task.delete/,
  );

  const { items } = OperationPage.parse(await place.ask("operation.list", { projectId, state: "held" }));
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({
    command: "task.delete",
    level: "MEDIUM",
    via: "mcp",
    actor: { kind: "agent", id: done.currentRun?.id, name: `Agent of #${done.number}` },
    onBehalfOf: { kind: "person" },
  });
  expect((await place.read(old.id)).title).toBe("Old card");

  const key = runKeyOf(product.platform.masterKey, { id: done.currentRun?.id ?? "", gatewayTokenHash: "" });
  const { port } = product.platform.environment;
  const response = await fetch(`http://127.0.0.1:${port}/api/projects`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(response.status, "the key ends with its run").toBe(401);
  expect(await filesWith(key, place.workspace.outside)).toEqual([]);
}, 120_000);
