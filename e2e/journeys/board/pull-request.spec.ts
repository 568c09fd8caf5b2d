import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "drizzle-orm";
import { inDatabaseOf } from "#e2e/fixtures/database-of.ts";
import { type Lockkeeper, startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { planted } from "#e2e/fixtures/planted.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { byKeyword, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { test as base, expect, expectAccessible } from "#e2e/fixtures/test.ts";
import { useModel } from "#e2e/fixtures/use-model.ts";
import { type Github, startGithub } from "#lib/providers/forges/fixtures/github.ts";
import { gitIn, makeRepository } from "#workspaced/git/test-repository.ts";

// A GitHub of one's own, as a company runs it, and a server that is told of it.
const token = planted("ghp-journey");
const test = base.extend<object, { folder: string; github: Github; lockkeeper: Lockkeeper }>({
  folder: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), "lk-github-"));
      await makeRepository(join(folder, "seed"), { "berths.txt": "12\n", "check.sh": check });
      await gitIn(folder, "clone", "--quiet", "--bare", "seed", "acme/harbor.git");
      await gitIn(join(folder, "acme/harbor.git"), "config", "http.receivepack", "true");
      // As root, workspaces may run as another user.
      await promisify(execFile)("chmod", ["-R", "a+rwX", folder], { timeout: 60_000 });
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  github: [
    async ({ folder }, use) => {
      const github = await startGithub({ folder, repository: "acme/harbor", token });
      await use(github);
      await github.close();
    },
    { scope: "worker" },
  ],
  lockkeeper: [
    async ({ github }, use) => {
      const lockkeeper = await startLockkeeper({ env: { LOCKKEEPER_GITHUB_URL: github.url } });
      await use(lockkeeper);
      await lockkeeper.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

test.describe.configure({ mode: "serial", timeout: 300_000 });

const agentMs = 150_000;
const check = `mkdir -p reports
cat > reports/junit.xml <<XML
<testsuite name="harbor"><testcase name="there are berths"/>
<testcase name="each berth has a number"><failure message="berth 2 has none"/></testcase></testsuite>
XML
`;
const script: Script = async (request) => {
  if (request.structuredTool) {
    const input = { verdict: "approve", summary: "All is well.", comments: [] };
    return { toolCalls: [{ name: request.structuredTool, input }] };
  }
  const command = "echo 14 >> berths.txt";
  return byKeyword({
    "Add a berth": [
      { toolCalls: [{ name: "bash", input: { command, description: "Adds a berth" } }] },
      { text: "There is one more." },
    ],
  })(request);
};
let model: ScriptedModel;
let projectId: string;

test.beforeAll(async () => {
  model = await startScriptedModel({ script });
});
test.afterAll(() => model?.close());

test("a project of a repository at GitHub is set up to offer its work, and told by its check's report", async ({
  owner,
  github,
  lockkeeper,
  ownerSession,
}) => {
  await useModel(rest(lockkeeper, ownerSession.key), model);
  await owner.goto("/projects");
  await owner.getByLabel("Git URL").fill(`${github.url}/acme/harbor.git`);
  await owner.getByRole("button", { name: "Create project" }).click();
  await owner.waitForURL(/\/projects\/[0-9a-f-]{36}\/board$/);
  projectId = new URL(owner.url()).pathname.split("/")[2] ?? "";
  const access = owner.getByRole("region", { name: "Access to private repositories" });
  await access.getByLabel("Token", { exact: true }).fill(token, { timeout: 60_000 });
  await access.getByRole("button", { name: "Save the token" }).click();
  await expect(access.getByRole("list", { name: "Tokens" })).toContainText("not used yet");
  await owner.getByRole("button", { name: "Retry" }).click();
  await expect(owner.getByRole("button", { name: /^New task/ }).first()).toBeVisible({ timeout: 60_000 });

  await owner.goto(`/projects/${projectId}/agents`);
  await owner.getByLabel("Check command").fill("sh check.sh");
  await owner.getByLabel("Report of the check").fill("reports/junit.xml");
  const form = owner.getByRole("form", { name: "Agents" });
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Saved as version 1.")).toBeVisible();
  await owner.goto(`/projects/${projectId}/settings`);
  await owner.getByRole("radio", { name: /^Open a pull request/ }).click();
  await expect(owner.getByRole("radio", { name: /^Open a pull request/ })).toBeChecked();
  await expectAccessible(owner);
});

test("approved work is pushed and offered as a pull request, and its end there is told on the card", async ({
  owner,
  folder,
  github,
  lockkeeper,
}) => {
  await owner.goto(`/projects/${projectId}/board`);
  await owner
    .getByRole("button", { name: /^New task/ })
    .first()
    .click();
  await owner.getByLabel("Title").fill("Add a berth");
  await owner.getByRole("button", { name: "Add and run" }).click();
  await owner.getByRole("link", { name: "#1 Add a berth" }).click();
  const approve = owner.getByRole("button", { name: "Approve as pull request" });
  await expect(approve).toBeVisible({ timeout: agentMs });
  await owner.getByRole("tab", { name: "Checks" }).click();
  const cases = owner.getByRole("region", { name: "Cases of the check" });
  await expect(cases).toContainText("1 passed, 1 failed");
  await expect(cases.getByRole("listitem")).toContainText(["berth 2 has none"]);

  await approve.click();
  await expect(owner.getByRole("link", { name: "Pull request 7, open" })).toHaveAttribute(
    "href",
    `${github.url}/acme/harbor/pull/7`,
    { timeout: 60_000 },
  );
  await expectAccessible(owner);
  expect(github.pulls).toMatchObject([{ head: "task/1-add-a-berth", base: "main", title: "Add a berth" }]);
  const main = await gitIn(join(folder, "acme/harbor.git"), "show", "main:berths.txt");
  expect(main.trim(), "nothing is merged here").toBe("12");

  github.end(7, "merged");
  // It is looked at seldom; as if it had not been for long.
  const longAgo = sql`update runs set pull_request = pull_request || '{"lookedAt":"2020-01-01T00:00:00Z"}'`;
  await inDatabaseOf(lockkeeper, (orm) => orm.execute(longAgo));
  await expect(owner.getByRole("link", { name: "Pull request 7, merged" })).toBeVisible({ timeout: 60_000 });
});
