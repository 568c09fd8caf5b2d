import type { Locator, Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures/docker-test.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { visitShell } from "#e2e/fixtures/shell-prompt.ts";

test.describe.configure({ timeout: 300_000 });

const livePanes = (page: Page): Locator => page.locator("[data-slot=terminal-pane][data-state=live]");
const screenOf = (page: Page): Locator =>
  page.getByRole("region", { name: "Terminal main", exact: true }).locator(".xterm-accessibility-tree");

test("a terminal in a container outlives the page, the server and workspaced itself", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const source = { type: "empty" } as const;
  const projectId = await newProject(lockkeeper, ownerSession, { name: "Quay", source, runtime: "docker" });
  await visitShell(owner, projectId);
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

  let dials = 0;
  owner.on("websocket", () => {
    dials += 1;
  });
  await owner.keyboard.type("pkill -9 -f 'workspaced.mjs'\n");
  // New sockets tell of it; the panes themselves may be live again before anybody could look.
  await expect.poll(() => dials).toBeGreaterThanOrEqual(2);
  await expect(livePanes(owner)).toHaveCount(2, { timeout: 60_000 });
  await owner.keyboard.type("echo after-workspaced-$((kept == $$))\n");
  await expect(screenOf(owner)).toContainText("after-workspaced-1");
});
