import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { planted } from "#e2e/fixtures/planted.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { GitAccessView } from "#lib/modules/git-access/schema.ts";
import { ProjectView } from "#lib/modules/projects/schema.ts";
import { filesWith, serveGitOverHttp } from "#workspaced/git/test-remotes.ts";
import { gitIn, makeRepository } from "#workspaced/git/test-repository.ts";

// The second test goes on where the first one stopped.
test.describe.configure({ mode: "serial" });

const token = planted("glpat-journey");
let place: string;
let origin: string;
let http: Awaited<ReturnType<typeof serveGitOverHttp>>;
let projectId: string;

test.beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "lk-private-"));
  origin = join(place, "moorings.git");
  await makeRepository(join(place, "seed"), { "berths.txt": "12\n" });
  await gitIn(place, "clone", "--quiet", "--bare", join(place, "seed"), origin);
  await gitIn(origin, "config", "http.receivepack", "true");
  // As root, workspaces may run as another user.
  await promisify(execFile)("chmod", ["-R", "a+rwX", place], { timeout: 60_000 });
  http = await serveGitOverHttp(place, { username: "ada", password: token });
});
test.afterAll(async () => {
  await http?.close();
  await rm(place, { recursive: true, force: true });
});

const accessCard = (page: Page) => page.getByRole("region", { name: "Access to private repositories" });

test("a private repository is refused in words, cloned with the token that its page takes, and pushed to with consent", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  await owner.emulateMedia({ reducedMotion: "reduce" });
  // With no project at all the page offers the first one in another way.
  await newProject(lockkeeper, ownerSession, { name: "Jetty", source: { type: "empty" } });
  await owner.goto("/projects");
  await expect(owner.getByRole("link", { name: "Jetty" }).first()).toBeVisible();
  await owner.getByRole("button", { name: "New project" }).first().click();
  const dialog = owner.getByRole("dialog", { name: "New project" });
  await dialog.getByRole("tab", { name: "Git URL" }).click();
  await expect(dialog.getByText("the project's page takes a token or makes an SSH key")).toBeVisible();
  await dialog.getByLabel("Repository URL").fill(http.url("moorings.git"));
  await expect(dialog.getByLabel("Name")).toHaveValue("moorings");
  await dialog.getByRole("button", { name: "Create project" }).click();
  await owner.waitForURL(/\/projects\/[0-9a-f-]{36}\/board$/);
  projectId = new URL(owner.url()).pathname.split("/")[2] ?? "";
  await expect(owner.getByRole("alert").filter({ hasText: "Give the project a token" })).toBeVisible({
    timeout: 60_000,
  });

  const card = accessCard(owner);
  await expect(card.getByLabel("Repository, or group")).toHaveValue(`${http.origin}/moorings`);
  await card.getByLabel("User name").fill("ada");
  await card.getByLabel("Token", { exact: true }).fill("too short a one");
  await card.getByRole("button", { name: "Save the token" }).click();
  await expect(card.getByText("A token has no spaces and no letters beyond ASCII")).toBeVisible();
  await card.getByLabel("Token", { exact: true }).fill(token);
  await card.getByRole("button", { name: "Save the token" }).click();
  await expect(card.getByRole("list", { name: "Tokens" })).toContainText(
    `Ends in ${token.slice(-4)}, not used yet`,
  );
  await expectAccessible(owner);
  await owner.getByRole("button", { name: "Retry" }).click();
  await expect(owner.getByRole("link", { name: "Git", exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(owner.getByRole("heading", { name: /could not be created/ })).toHaveCount(0, {
    timeout: 60_000,
  });

  const api = rest(lockkeeper, ownerSession.key);
  const workspaceOf = async () => (await api.get(`/projects/${projectId}`, ProjectView)).workspace;
  await expect.poll(async () => (await workspaceOf())?.state, { timeout: 60_000 }).toBe("running");
  const workspaceId = (await workspaceOf())?.id ?? "";
  const file = { path: "berths.txt", content: "14\n", ifMatch: "*" };
  await api.send("PUT", `/workspaces/${workspaceId}/files/content`, file);
  await owner.goto(`/projects/${projectId}/git`);
  await owner.getByLabel("Commit message").fill("Two more berths");
  await owner.getByRole("button", { name: "Commit all 1 file" }).click();
  await owner.getByRole("button", { name: /^Push 1/ }).click();
  const consent = owner.getByRole("alertdialog");
  await expect(consent).toContainText("Two more berths");
  await consent.getByRole("button", { name: "Push" }).click();
  await expect(owner.getByText("Pushed main")).toBeVisible();
  expect(await gitIn(origin, "log", "-1", "--format=%s", "main")).toBe("Two more berths");

  const folder = join(lockkeeper.home, "workspaces", workspaceId);
  expect(await readFile(join(folder, "files", ".git", "config"), "utf8")).toContain(http.url("moorings.git"));
  expect(await filesWith(folder, token)).toEqual([]);
  expect(lockkeeper.log()).not.toContain(token);
});

test("the project's settings show what the access was used for, and the half of its SSH key to paste", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  await owner.emulateMedia({ reducedMotion: "reduce" });
  await owner.goto(`/projects/${projectId}/settings`);
  const card = accessCard(owner);
  await expect(card.getByRole("list", { name: "Tokens" })).toContainText(`Ends in ${token.slice(-4)}, used `);
  await card.getByRole("button", { name: "Make an SSH key" }).click();
  await expect(card.getByRole("heading", { name: "SSH key" })).toBeVisible();
  const access = await rest(lockkeeper, ownerSession.key).get(
    `/projects/${projectId}/git-access`,
    GitAccessView,
  );
  const key = access.items.find(({ kind }) => kind === "ssh_key");
  expect(key?.publicKey).toMatch(/^ssh-ed25519 \S+ lockkeeper-/);
  await expect(card.getByText(key?.publicKey ?? "")).toBeVisible();
  await expectAccessible(owner);
  await owner.setViewportSize({ width: 390, height: 844 });
  await owner.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expectAccessible(owner);

  await card.getByRole("button", { name: `Remove the token for ${http.origin}/moorings` }).click();
  await owner.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(card.getByRole("list", { name: "Tokens" })).toHaveCount(0);
});
