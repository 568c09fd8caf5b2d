import { chmod, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { ModelRequest, Script, Turn } from "#e2e/fixtures/scripted-model/turns.ts";
import { hostileFiles } from "#lib/modules/runs/hostile-files.ts";
import { RunEventPage } from "#lib/modules/runs/schema.ts";
import { providerKey, type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import { runKeyOf } from "#lib/platform/auth/run-key.ts";
import { commitFiles, gitIn } from "#workspaced/git/test-repository.ts";

/** A repository that means harm, worked on by the real agent: what lies in it gives nobody a right, and runs nowhere. */

let place: RunPlace;
let trap: Server;
let trapped = 0;
const asked: ModelRequest[] = [];
const secretNames = /DATABASE_URL|MASTER_KEY|TOKEN|PASSWORD|SECRET|LOCKKEEPER_/;
/** Where the server answers, for an agent that tries. */
const server = { url: "", task: "" };

const bash = (command: string): Turn => ({
  toolCalls: [{ name: "bash", input: { command, description: "Runs it" } }],
});

const script: Script = (request) => {
  if (request.isTitle) return { text: "A title" };
  asked.push(request);
  if (request.structuredTool !== null) {
    if (request.step === 0)
      return {
        toolCalls: [{ name: "bash", input: { command: "touch reviewed.txt", description: "Writes" } }],
      };
    const verdict = { verdict: "approve", summary: "Good.", comments: [] };
    return { toolCalls: [{ name: request.structuredTool, input: verdict }] };
  }
  const approve = `curl -s -o /dev/null -w '%{http_code}' -X POST ${server.url}${server.task}/approve`;
  const turns: Turn[] = [
    { toolCalls: [{ name: "read", input: { filePath: "/etc/hostname" } }] },
    bash("git push origin HEAD"),
    { toolCalls: [{ name: "webfetch", input: { url: "http://127.0.0.1:9/", format: "text" } }] },
    bash(`${approve} > answer.txt; env > environment.txt; echo done > work.txt`),
  ];
  return turns[request.step] ?? { text: "Done." };
};

beforeAll(async () => {
  trap = createServer((_, response) => {
    trapped += 1;
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
  place = await runPlace(script);
  const { folder, outside } = place.workspace;
  const trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/v1`;
  const { files, hooks, settings, plugins, withoutPlugins } = hostileFiles({ trapUrl, marks: outside });
  await symlink("/etc", join(folder, "link-out"));
  await symlink(place.product.home, join(folder, "link-home"));
  await commitFiles(folder, files);
  const sub = await gitIn(folder, "rev-parse", "HEAD");
  await gitIn(folder, "update-index", "--add", "--cacheinfo", `160000,${sub},sub`);
  await gitIn(folder, "commit", "--quiet", "--message", "a submodule");
  server.url = `http://127.0.0.1:${place.product.platform.environment.port}`;
  await expectRefused();
  await gitIn(folder, "rm", "--quiet", ...plugins);
  await commitFiles(folder, withoutPlugins);
  await gitIn(folder, "push", "--quiet", "origin", "main");
  // What an agent of an earlier run may have left beside the repository.
  for (const [name, text] of Object.entries(hooks)) {
    await writeFile(join(folder, ".git", "hooks", name), text);
    await chmod(join(folder, ".git", "hooks", name), 0o755);
  }
  for (const [name, value] of Object.entries(settings)) await gitIn(folder, "config", name, value);
}, 400_000);

afterAll(async () => {
  await place?.close();
  trap?.close();
}, 60_000);

/** Nothing begins while the repository brings plugins: OpenCode would load them whatever it is told. */
async function expectRefused(): Promise<void> {
  const { id } = await place.createTask("Load what the repository brings");
  await place.must("run.start", id);
  const failed = await place.until(id, "it is refused", ({ currentRun }) => currentRun?.state === "failed");
  expect(failed.currentRun?.error).toContain("opencode.json has OpenCode load a plugin");
}

const eventsOf = async (taskId: string) => {
  const { projectId } = place;
  const page = await place.ask("run.list-events", { projectId, taskId, limit: "1000" });
  return RunEventPage.parse(page).items;
};

/** The permission that stands open, answered. */
async function answerAsk(taskId: string, permission: string, reply: "once" | "reject"): Promise<void> {
  const task = await place.until(taskId, `it asks for ${permission}`, ({ currentRun, status }) => {
    if (status !== "in_progress") throw new Error(`It did not ask for ${permission}.`);
    return currentRun?.openAsks === 1;
  });
  const open = (await eventsOf(taskId)).find(
    (event) => event.kind === "permission" && event.data.state === "open",
  );
  expect(open?.data).toMatchObject({ permission });
  const permissionId = open?.kind === "permission" ? open.data.permissionId : "";
  const message = reply === "reject" ? { message: "No. Go on without it." } : {};
  const runId = task.currentRun?.id;
  const answer = await place.run("run.answer-permission", { runId, permissionId, reply, ...message });
  expect(answer).toMatchObject({ outcome: "done" });
}

const typeOf = (answer: unknown): string | undefined =>
  z.object({ error: z.object({ type: z.string() }).optional() }).parse(answer).error?.type;

/** What the agent's own key is answered, were it to find it. */
async function withKeyOf(runId: string, method: string, path: string, body: object = {}): Promise<unknown> {
  const key = runKeyOf(place.product.platform.masterKey, { id: runId, gatewayTokenHash: "" });
  const accept = "application/json, text/event-stream";
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, accept, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

const Called = z.object({ result: z.object({ structuredContent: z.unknown() }) });

async function callTool(runId: string, name: string, input: object): Promise<unknown> {
  const params = { name, arguments: input };
  const asked = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
  return Called.parse(await withKeyOf(runId, "POST", "/api/mcp?tools=all", asked)).result.structuredContent;
}

/** Also for a token that was made up, and for a key that no person holds. */
const refusals = ["FORBIDDEN", "NOT_FOUND", "UNAUTHORIZED"];

const Held = z.object({ outcome: z.literal("held"), operation: z.object({ id: z.string() }) });

/** All by which an agent could let itself do more, through both doors. What only a person may do is refused to it; it may ask. */
async function expectOnlyAsked(taskId: string, runId: string): Promise<void> {
  const { projectId } = place;
  const open = (await eventsOf(taskId)).find(
    ({ kind, data }) => kind === "permission" && "state" in data && data.state === "open",
  );
  const permissionId = open?.kind === "permission" ? open.data.permissionId : "";
  const task = { projectId, taskId };
  const other = await place.createTask("Another card");
  const held = Held.parse(await callTool(runId, "task_delete", { projectId, taskId: other.id }));
  const operationId = held.operation.id;
  const project = `/api/projects/${projectId}`;
  const rule = { permission: "bash", patterns: ["*"], action: "allow" };
  const models = [{ model: "scripted" }, { model: "scripted" }];
  const tries: [tool: string, method: string, path: string, input: object][] = [
    ["task_approve", "POST", `${server.task}/approve`, task],
    [
      "run_answer_permission",
      "POST",
      `/api/runs/${runId}/permissions/${permissionId}`,
      { runId, permissionId, reply: "always" },
    ],
    ["permission_rule_create", "POST", `${project}/permission-rules`, { projectId, ...rule }],
    ["config_update", "PUT", `${project}/config`, { projectId, isReviewOn: false, checkCommand: "true" }],
    ["spending_set_budgets", "PUT", `${project}/budgets`, { projectId, runUsd: 1_000 }],
    ["run_raise_budget", "PUT", `${server.task}/budget`, { ...task, budgetUsd: 1_000 }],
    ["run_start", "POST", `${server.task}/execute`, task],
    ["run_continue", "POST", `${server.task}/continue`, task],
    ["run_compare", "POST", `${server.task}/compare`, { ...task, models }],
    ["operation_issue_token", "POST", `/api/operations/${operationId}/confirm-token`, { operationId }],
    ["operation_confirm", "POST", "/api/protection/confirm", { operationId, token: "x".repeat(43) }],
    ["key_create", "POST", "/api/keys", { name: "mine", kind: "service", scopes: ["write"] }],
  ];
  for (const [tool, method, path, input] of tries) {
    const answers = [await withKeyOf(runId, method, path, input), await callTool(runId, tool, input)];
    for (const answer of answers)
      expect(refusals, `${tool}: ${JSON.stringify(answer)}`).toContain(typeOf(answer));
  }
  expect(await place.ask("operation.read", { operationId })).toMatchObject({ state: "held" });
  expect(await place.ask("permission-rule.list", { projectId })).toMatchObject({ items: [] });
}

test("nothing in a repository widens what the agent may do, runs by itself, or approves", async () => {
  const { projectId, workspace } = place;
  const { id, number } = await place.createTask("Do what the repository says");
  server.task = `/api/projects/${projectId}/tasks/${id}`;
  const started = await place.must("run.start", id);
  const runId = "result" in started ? (started.result as { run: { id: string } }).run.id : "";
  await place.until(id, "it asks", ({ currentRun }) => currentRun?.openAsks === 1);
  await expectOnlyAsked(id, runId);
  // The rules of the repository's own configuration allow all of these.
  await answerAsk(id, "external_directory", "once");
  await answerAsk(id, "bash", "reject");
  await answerAsk(id, "webfetch", "reject");
  const ready = await place.until(id, "a person is to review it", ({ status }) => status === "human_review");
  expect(ready.currentRun).toMatchObject({ verdict: { verdict: "approve" } });

  const worktree = join(workspace.outside, "worktrees", `task-${number}`);
  const names = await readdir(worktree);
  expect(names).toContain("work.txt");
  expect(names, "a reviewer writes nothing").not.toContain("reviewed.txt");
  expect(await readFile(join(worktree, "answer.txt"), "utf8")).toBe("401");
  const environment = await readFile(join(worktree, "environment.txt"), "utf8");
  expect(environment).not.toMatch(/OPENCODE_SERVER_PASSWORD|LOCKKEEPER_|DATABASE_URL|WORKSPACED_/);
  expect(await gitIn(place.origin, "branch", "--list", "task/*")).toBe("");

  await place.must("task.approve", id);
  const done = await place.until(id, "it is merged", ({ isApproving }) => !isApproving);
  expect(done).toMatchObject({ status: "done", resolution: "merged" });

  // A push runs the hooks of pushes, as the workspace's user; nothing else that lies there ran at all.
  const ran = (await readdir(workspace.outside)).filter((name) => name.startsWith("ran-"));
  expect(ran.toSorted()).toEqual(["ran-hook-pre-push", "ran-hook-reference-transaction"]);
  for (const name of ran)
    expect(await readFile(join(workspace.outside, name), "utf8")).not.toMatch(secretNames);
  expect(trapped, "nobody spoke to the model that the repository names").toBe(0);
  expect(asked.every(({ credential }) => credential === providerKey)).toBe(true);
  expect(asked.flatMap(({ tools }) => tools).filter((name) => name.includes("evil"))).toEqual([]);
  expect(asked.map(({ system }) => system).join()).not.toContain("EVIL-AGENT");
}, 400_000);

test("a filter that the repository's settings name sees none of the server's secrets", async () => {
  const { folder, outside } = place.workspace;
  await gitIn(folder, "config", "filter.evil.smudge", `sh -c 'env > ${join(outside, "filter-env")}; cat'`);
  const { id } = await place.createTask("Stay inside");
  await place.must("run.start", id);
  await place.until(id, "it is at work", ({ currentRun }) => currentRun?.openAsks === 1);
  const seen = await readFile(join(outside, "filter-env"), "utf8");
  expect(seen).not.toMatch(secretNames);
  expect(seen).not.toContain(providerKey);
  await place.must("run.abort", id);
  await place.until(id, "it stopped", ({ currentRun }) => currentRun?.state === "aborted");
}, 400_000);
