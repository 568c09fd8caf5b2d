import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byKeyword, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { followPullRequests } from "#lib/modules/runs/pull-requests/follow-pull-requests.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";
import { type Github, startGithub } from "#lib/providers/forges/fixtures/github.ts";
import { gitIn } from "#workspaced/git/test-repository.ts";

const token = "ghp-planted-token-of-the-test";
const append = (name: string) => ({
  toolCalls: [{ name: "bash", input: { command: `echo more >> ${name}`, description: "Writes" } }],
});
const script: Script = byKeyword({ Pier: [append("pier.txt")] });

let folder: string;
let github: Github;
let place: RunPlace;
let task: TaskView;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lk-github-"));
  github = await startGithub({ folder, repository: "acme/harbor", token });
  place = await runPlace(script, { LOCKKEEPER_GITHUB_URL: github.url });
  await place.configure({ version: 1, isReviewOn: false });
  await gitIn(folder, "clone", "--quiet", "--bare", place.workspace.folder, "acme/harbor.git");
  await gitIn(join(folder, "acme/harbor.git"), "config", "http.receivepack", "true");
  const { projectId } = place;
  const set = { projectId, deliverySettings: { delivery: "pull_request" } };
  expect(await place.run("project.update", set)).toMatchObject({ outcome: "done" });
  const { id } = await place.createTask("Pier");
  await place.must("run.start", id);
  task = await place.until(id, "a person is to review it", ({ status }) => status === "human_review");
}, 180_000);

afterAll(async () => {
  await place?.close();
  await github?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Approves, and gives the words that the card then says. */
async function refused(): Promise<string> {
  await place.must("task.approve", task.id);
  const card = await place.until(task.id, "it is refused", (now) => !now.isApproving);
  expect(card).toMatchObject({ status: "human_review", resolution: null });
  expect(card.verbs).toContain("task.approve");
  return card.statusReason ?? "";
}

const remote = (...args: string[]) => gitIn(place.workspace.folder, "remote", ...args);
const setToken = async (secret: string) => {
  const input = { projectId: place.projectId, host: `${github.url}/acme`, username: "ada", token: secret };
  const answer = await place.run("git-access.set-token", input);
  if (answer.outcome === "held" && answer.confirm)
    await place.run("operation.confirm", { token: answer.confirm.token });
};
const allRows = async (): Promise<string> => {
  const rows = await place.product.platform.database.sql`
    select row_to_json(t)::text as row from (select * from operations) t
    union all select row_to_json(t)::text from (select * from operation_steps) t
    union all select row_to_json(t)::text from (select * from operation_logs) t
    union all select row_to_json(t)::text from (select * from audit_log) t
    union all select row_to_json(t)::text from (select * from tasks) t
    union all select row_to_json(t)::text from (select * from runs) t`;
  return rows.map(({ row }) => row).join("\n");
};

test("where no pull request can be opened the card says why and what to do, and nothing is merged or lost", async () => {
  const main = await gitIn(place.workspace.folder, "rev-parse", "main");
  expect(await refused()).toMatch(/origin is not a repository at 127\.0\.0\.1:\d+\. Set origin to one/);
  await remote("remove", "origin");
  expect(await refused()).toMatch(/the repository has no origin\. Add one in a terminal/);
  await remote("add", "origin", `${github.url}/acme/harbor.git`);
  expect(await refused()).toMatch(/no token for http:\/\/127.+\/acme\/harbor\. Set one .* under Git access/);
  expect(github.calls).toEqual([]);
  await setToken("ghp-of-somebody-else");
  expect(await refused()).toMatch(/^push of task\/1-pier refused: .* Then approve again\.$/);
  await setToken(token);
  github.trouble = "no such permission";
  expect(await refused()).toMatch(
    /^pushed, but no pull request was opened: .*Git access\. Then approve again/,
  );
  expect(github.pulls).toEqual([]);
  expect(await gitIn(place.workspace.folder, "rev-parse", "main")).toBe(main);
}, 120_000);

test("approved, the branch is pushed and offered once, also where the first answer was lost; the task is done by it", async () => {
  const main = await gitIn(place.workspace.folder, "rev-parse", "main");
  github.trouble = "loses the answer";
  expect(await refused()).toMatch(/^pushed, but no pull request was opened: GitHub was asked in vain/);
  github.trouble = "none";
  await place.must("task.approve", task.id);
  const done = await place.until(task.id, "it is offered", ({ status }) => status === "done");
  const url = `${github.url}/acme/harbor/pull/7`;
  expect(done).toMatchObject({
    resolution: "pull_request",
    statusReason: null,
    currentRun: { pullRequest: { number: 7, url, state: "open" }, mergeCommit: null, isWorktreeKept: false },
  });
  expect(github.pulls).toMatchObject([
    { head: "task/1-pier", base: "main", title: "Pier", sha: done.currentRun?.headCommit },
  ]);
  expect(github.pulls[0]?.body).toContain("approved by Ada Lovelace");
  expect(await gitIn(place.workspace.folder, "rev-parse", "main")).toBe(main);
  const kept = await gitIn(place.workspace.folder, "rev-parse", "task/1-pier");
  expect(kept.trim()).toBe(done.currentRun?.headCommit);
  const input = { projectId: place.projectId, taskId: task.id };
  expect(await place.ask("run.read-diff", input)).toMatchObject({ files: [{ path: "pier.txt" }] });
  expect(await allRows()).not.toContain(token);
}, 120_000);

test("what becomes of it there is told on the card, asked for seldom and only while it is open", async () => {
  const { platform } = place.product;
  const state = async () => (await place.read(task.id)).currentRun?.pullRequest?.state;
  const look = async () => {
    const before = github.calls.length;
    await followPullRequests(platform, new AbortController().signal);
    return github.calls.slice(before);
  };
  const later = () =>
    platform.database
      .sql`update runs set pull_request = pull_request || '{"lookedAt":"2020-01-01T00:00:00Z"}'`;
  expect(await look()).toEqual(["GET /pulls/7"]);
  expect(await look()).toEqual([]);
  await later();
  github.trouble = "server error";
  expect(await look()).toEqual(["GET /pulls/7"]);
  expect(await state()).toBe("open");
  github.trouble = "none";
  await later();
  github.end(7, "merged");
  expect(await look()).toEqual(["GET /pulls/7"]);
  expect(await state()).toBe("merged");
  expect(await place.ask("board.read", { projectId: place.projectId })).toMatchObject({
    cards: [{ resolution: "pull_request", run: { pullRequest: { number: 7, state: "merged" } } }],
  });
  await later();
  expect(await look()).toEqual([]);
}, 60_000);
