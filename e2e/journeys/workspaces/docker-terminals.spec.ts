import type { Locator, Page } from "@playwright/test";
import { z } from "zod";
import { type DockerGround, dockerGround } from "#e2e/fixtures/docker-workspaces.ts";
import { type Lockkeeper, startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { visitShell } from "#e2e/fixtures/shell-prompt.ts";
import { test as base, expect } from "#e2e/fixtures/test.ts";

const test = base.extend<object, { docker: DockerGround; lockkeeper: Lockkeeper }>({
  docker: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => use(await dockerGround()),
    { scope: "worker", timeout: 600_000 },
  ],
  lockkeeper: [
    async ({ docker }, use) => {
      const lockkeeper = await startLockkeeper({ env: docker.env });
      await use(lockkeeper);
      await docker.clear(lockkeeper.home);
      await lockkeeper.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

test.describe.configure({ timeout: 300_000 });

const Made = z.object({ project: z.object({ id: z.string() }) });
const Project = z.object({ workspace: z.object({ state: z.string() }).nullable() });

const livePanes = (page: Page): Locator => page.locator("[data-slot=terminal-pane][data-state=live]");
const screenOf = (page: Page): Locator =>
  page.getByRole("region", { name: "Terminal main", exact: true }).locator(".xterm-accessibility-tree");

test("a terminal in a container outlives the page, the server and workspaced itself", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const door = rest(lockkeeper, ownerSession.key);
  const asked = { name: "Quay", source: { type: "empty" }, runtime: "docker" };
  const { project } = Made.parse(await door.send("POST", "/projects", asked));
  const stateOf = async () => (await door.get(`/projects/${project.id}`, Project)).workspace?.state;
  await expect.poll(stateOf, { timeout: 180_000 }).toBe("running");
  await visitShell(owner, project.id);
  await expect(screenOf(owner)).toContainText(/quay main \$/);
  await owner.keyboard.type("clear; kept=$$; echo $TERM-$COLORTERM-$LANG-$HOME-$(whoami)\n");
  await expect(screenOf(owner)).toContainText(/xterm-256color-truecolor-\S+-\/workspace\/\.home-work/);

  await owner.keyboard.press("Control+Shift+Digit5");
  await expect(livePanes(owner)).toHaveCount(2);
  await owner.reload();
  await expect(livePanes(owner)).toHaveCount(2);
  await owner.getByRole("region", { name: "Terminal main", exact: true }).click();
  await owner.keyboard.type("echo after-reload-$((kept == $$))\n");
  await expect(screenOf(owner)).toContainText("after-reload-1");

  await lockkeeper.restart();
  await expect(livePanes(owner)).toHaveCount(2, { timeout: 60_000 });
  await owner.keyboard.type("echo after-server-$((kept == $$))\n");
  await expect(screenOf(owner)).toContainText("after-server-1");

  await owner.keyboard.type("pkill -9 -f 'workspaced.mjs'\n");
  await expect(livePanes(owner)).toHaveCount(0);
  await expect(livePanes(owner)).toHaveCount(2, { timeout: 60_000 });
  await owner.keyboard.type("echo after-workspaced-$((kept == $$))\n");
  await expect(screenOf(owner)).toContainText("after-workspaced-1");
});
