import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { type Rest, rest } from "#e2e/fixtures/rest.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { ProjectView } from "#lib/modules/projects/schema.ts";
import { commitFiles, gitIn, makeRepository } from "#workspaced/git/test-repository.ts";

// Each test goes on where the one before it stopped.
test.describe.configure({ mode: "serial" });

let place: string;
let colleague: string;
let origin: string;
let projectId: string;
let workspaceId: string;
let api: Rest;

const lines = Array.from({ length: 40 }, (_, line) => `export const value${line} = ${line};`);
const text = (changes: Record<number, string> = {}) =>
  `${lines.map((line, index) => changes[index] ?? line).join("\n")}\n`;

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  place = await mkdtemp(join(tmpdir(), "lk-git-"));
  colleague = join(place, "colleague");
  origin = join(place, "origin.git");
  await makeRepository(colleague, { "values.ts": text(), "notes.md": "# Notes\n" });
  await gitIn(place, "clone", "--quiet", "--bare", colleague, origin);
  await gitIn(colleague, "remote", "add", "origin", origin);
  // As root, workspaces may run as another user, who pushes here too.
  await gitIn(origin, "config", "core.sharedRepository", "0666");
  await letAllIn();
  const source = { type: "git", url: origin } as const;
  projectId = await newProject(lockkeeper, ownerSession, { name: "Source control", source });
  api = rest(lockkeeper, ownerSession.key);
  const { workspace } = await api.get(`/projects/${projectId}`, ProjectView);
  workspaceId = workspace?.id ?? "";
});
test.afterAll(() => rm(place, { recursive: true, force: true }));

const letAllIn = () => promisify(execFile)("chmod", ["-R", "a+rwX", place], { timeout: 60_000 });

const write = (path: string, content: string) =>
  api.send("PUT", `/workspaces/${workspaceId}/files/content`, { path, content, ifMatch: "*" });
const create = (path: string, content: string) =>
  api.send("PUT", `/workspaces/${workspaceId}/files/content`, { path, content, isNew: true });

async function visit(page: Page, query = ""): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`/projects/${projectId}/git${query}`);
}

const difference = (page: Page) => page.getByRole("region", { name: "Difference" });

test("a hunk is staged by itself, the rest is committed apart, and what is discarded comes back", async ({
  owner,
}) => {
  await write("values.ts", text({ 3: "export const value3 = 33;", 30: "export const value30 = 300;" }));
  await create("new file.txt", "new\n");
  await visit(owner);
  await owner.getByRole("button", { name: /^values\.ts/ }).click();
  await difference(owner).getByRole("button", { name: "Stage hunk" }).first().click();
  await expect(owner.getByRole("checkbox", { name: "Unstage values.ts" })).toBeVisible();
  await expect(owner.getByRole("checkbox", { name: "Stage values.ts", exact: true })).toBeVisible();
  await expect(difference(owner)).toContainText("value30 = 300");
  await expect(difference(owner)).not.toContainText("value3 = 33");
  await expectAccessible(owner);

  await difference(owner).getByRole("button", { name: "Discard hunk" }).click();
  await expect(owner.getByText("Discarded changes of values.ts")).toBeVisible();
  await expect(difference(owner)).toContainText("No longer different");
  await owner.getByRole("button", { name: "Undo" }).click();
  await expect(difference(owner)).toContainText("value30 = 300");

  await owner.getByLabel("Commit message").fill("Change a value");
  await owner.getByRole("checkbox", { name: "Sign off" }).click();
  await owner.getByRole("button", { name: "Commit 1 file" }).click();
  await expect(owner.getByText("1 ahead, 0 behind origin/main")).toBeVisible();
  await expect(owner.getByRole("checkbox", { name: "Stage new file.txt" })).toBeVisible();
});

test("the last commit is amended and seen in the history, with its graph and its change side by side", async ({
  owner,
}) => {
  await visit(owner);
  await owner.getByRole("checkbox", { name: "Amend the last commit" }).click();
  await expect(owner.getByLabel("Commit message")).toHaveValue(/Change a value/);
  await owner.getByLabel("Commit message").fill("Change one value");
  await owner.getByRole("button", { name: "Amend", exact: true }).click();
  await owner.getByRole("tab", { name: "History" }).click();
  await owner
    .getByRole("list", { name: "History" })
    .getByRole("button", { name: /Change one value/ })
    .click();
  await expect(difference(owner)).toContainText("Change one value");
  await owner.getByRole("button", { name: "Split" }).click();
  await difference(owner)
    .getByRole("button", { name: /^Show more/ })
    .first()
    .click();
  await expect(difference(owner)).toContainText("value15 = 15");
  await expectAccessible(owner);
  await owner.getByRole("searchbox", { name: "Search the history" }).fill("first");
  await expect(owner.getByRole("list", { name: "History" }).getByRole("listitem")).toHaveCount(1);
});

test("changes that are in the way stay with their branch, and are back with it; a branch is deleted with consent", async ({
  owner,
}) => {
  await visit(owner);
  await owner.getByRole("button", { name: /^Branch main/ }).click();
  await owner.getByRole("button", { name: "New branch from here" }).click();
  await owner.getByRole("dialog").getByLabel("Name").fill("feature/tides");
  await owner.getByRole("button", { name: "Create and check out" }).click();
  await expect(owner.getByRole("button", { name: /^Branch feature\/tides/ })).toBeVisible();
  await owner.getByRole("checkbox", { name: "Stage values.ts" }).click();
  await owner.getByLabel("Commit message").fill("Only on the feature");
  await owner.getByRole("button", { name: "Commit 1 file" }).click();
  await expect(owner.getByText("Not pushed yet")).toBeVisible();
  await write("values.ts", text({ 3: "export const value3 = 33;", 30: "export const value30 = 1;" }));

  await owner.getByRole("tab", { name: "Branches" }).click();
  await owner.getByRole("button", { name: "Actions for main", exact: true }).click();
  await owner.getByRole("menuitem", { name: "Check out" }).click();
  const dialog = owner.getByRole("dialog");
  await expect(dialog).toContainText("values.ts");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Leave changes on feature/tides" }).click();
  await expect(owner.getByRole("button", { name: /^Branch main/ })).toBeVisible();
  await expect(owner.getByRole("region", { name: "Put aside" })).toContainText("Left with feature/tides");

  await owner.getByRole("button", { name: "Actions for feature/tides" }).click();
  await owner.getByRole("menuitem", { name: "Check out" }).click();
  await expect(owner.getByText("What you had left here is back.")).toBeVisible();
  await owner.getByRole("button", { name: "Put changes aside" }).click();
  await owner.getByRole("button", { name: "Actions for main", exact: true }).click();
  await owner.getByRole("menuitem", { name: "Check out" }).click();
  await expect(owner.getByRole("button", { name: /^Branch main/ })).toBeVisible();
  await owner.getByRole("button", { name: "Actions for feature/tides" }).click();
  await owner.getByRole("menuitem", { name: "Delete" }).click();
  const consent = owner.getByRole("alertdialog");
  await expect(consent).toContainText("Only on the feature");
  await consent.getByRole("button", { name: "Delete" }).click();
  await expect(owner.getByRole("button", { name: "Actions for feature/tides" })).toHaveCount(0);
  await expectAccessible(owner);
});

test("a push that comes too late leads to a rebase; its conflict is settled by a side, and the push goes through", async ({
  owner,
}) => {
  await commitFiles(colleague, { "values.ts": text({ 3: "export const value3 = 'theirs';" }) }, "Theirs");
  await gitIn(colleague, "push", "--quiet", "origin", "main");
  await letAllIn();
  await visit(owner);
  await owner.getByRole("button", { name: /^Push 1/ }).click();
  await owner.getByRole("alertdialog").getByRole("button", { name: "Push" }).click();
  await expect(owner.getByText("Push failed")).toBeVisible();
  await owner.getByRole("button", { name: "Other ways to pull" }).click();
  await owner.getByRole("menuitem", { name: /^Pull with rebase/ }).click();
  const rebase = owner.getByRole("region", { name: "A rebase is under way" });
  await expect(rebase).toContainText("1 file in conflict");
  await owner.getByRole("button", { name: /^values\.ts/ }).click();
  await expect(owner.getByRole("region", { name: "Ours" })).toContainText("value3 = 'theirs'");
  await expect(owner.getByRole("region", { name: "Theirs" })).toContainText("value3 = 33");
  await expectAccessible(owner);
  await owner.getByRole("button", { name: "Take theirs" }).click();
  await expect(rebase).toContainText("Every conflict is settled.");
  await rebase.getByRole("button", { name: "Continue" }).click();
  await expect(rebase).toHaveCount(0);
  await expect(owner.getByText("1 ahead, 0 behind origin/main")).toBeVisible();
  const hold = join(place, "hold");
  const hook = join(origin, "hooks", "pre-receive");
  await writeFile(hold, "");
  await writeFile(hook, `#!/bin/sh\nwhile [ -e '${hold}' ]; do sleep 0.1; done\n`, { mode: 0o755 });
  await owner.getByRole("button", { name: /^Push 1/ }).click();
  await owner.getByRole("alertdialog").getByRole("button", { name: "Push" }).click();
  const bar = owner.getByRole("progressbar", { name: "Pushing" });
  await expect(bar).toHaveAttribute("aria-valuetext", "Writing objects 100 %");
  await expectAccessible(owner);
  await owner.reload();
  await expect(bar).toBeVisible();
  await rm(hold);
  await expect(bar).toHaveCount(0);
  expect(await gitIn(origin, "log", "--format=%s", "main")).toBe("Change one value\nTheirs\nfirst");
});
