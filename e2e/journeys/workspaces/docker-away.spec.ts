import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { expect, test, untilThere } from "#e2e/fixtures/docker-test.ts";
import { visitFiles } from "#e2e/fixtures/files-page.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";

/** Ends and starts the Docker that the tests use; named only where that is one of their own. */
const control = process.env.TEST_DOCKER_CONTROL;
test.skip(control === undefined, "No Docker of the tests' own to end: TEST_DOCKER_CONTROL is not set.");

const engine = (order: "start" | "stop" | "kill") =>
  promisify(execFile)(control ?? "", [order], { timeout: 90_000 });

test.describe.configure({ timeout: 300_000 });

const Content = z.object({ workspace: z.object({ id: z.string() }) });

for (const [how, order] of [
  ["is stopped", "stop"],
  ["dies", "kill"],
] as const) {
  test(`while Docker ${how} its workspaces say so, the rest works on, and all is back with it`, async ({
    owner,
    lockkeeper,
    ownerSession,
  }) => {
    const project = (name: string, runtime: "docker" | "local") =>
      newProject(lockkeeper, ownerSession, { name, source: { type: "empty" }, runtime });
    const harbour = await project(`Harbour that ${how}`, "docker");
    const quay = await project(`Quay beside one that ${how}`, "local");
    const door = rest(lockkeeper, ownerSession.key);
    for (const projectId of [harbour, quay]) {
      const { workspace } = await door.get(`/projects/${projectId}`, Content);
      const file = { root: "workspace", path: "kept.txt", content: "kept\n", isNew: true };
      await door.send("PUT", `/workspaces/${workspace.id}/files/content`, file);
    }

    const state = owner.getByRole("main").locator("header").getByRole("status");
    await untilThere(async () => {
      await owner.goto(`/projects/${harbour}/workspace`);
      await expect(state).toHaveText("Running", { timeout: 10_000 });
    });
    await engine(order);
    try {
      await expect(owner.getByText(/Docker is unreachable/).first()).toBeVisible();
      await expect(state).not.toHaveText("Running");
      // What does not live there goes on as if nothing had been.
      const files = await visitFiles(owner, quay);
      await files.entry("kept.txt").waitFor();
      await owner.goto(`/projects/${harbour}/workspace`);
      await expect(owner.getByText(/Docker is unreachable/).first()).toBeVisible();
    } finally {
      await engine("start");
    }
    await expect(state).toHaveText("Running", { timeout: 90_000 });
    await untilThere(async () => {
      const files = await visitFiles(owner, harbour);
      await files.entry("kept.txt").waitFor({ timeout: 10_000 });
    });
  });
}
