import type { Locator, Page } from "@playwright/test";
import { ageSignIns } from "#e2e/fixtures/age-sign-ins.ts";
import type { Lockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { startWithCooldowns } from "#e2e/fixtures/short-cooldowns.ts";
import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { signedIn } from "#e2e/fixtures/signed-in.ts";
import { test as base, expect, expectAccessible } from "#e2e/fixtures/test.ts";

// Short at CRITICAL, so that a test can wait for it; a deleted workspace keeps its hour.
const test = base.extend<object, { lockkeeper: Lockkeeper }>({
  lockkeeper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      const lockkeeper = await startWithCooldowns({ HIGH: 2000, CRITICAL: 2000 });
      await use(lockkeeper);
      await lockkeeper.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

// One installation with one owner: each test goes on where the one before it stopped.
test.describe.configure({ mode: "serial" });

const name = "Harbor";
let projectId: string;

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  projectId = await newProject(lockkeeper, ownerSession, { name, source: { type: "empty" } });
});

async function visit(page: Page, path: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(path);
}

const ruleOf = (page: Page, subject: string) => page.getByRole("listitem", { name: subject, exact: true });
const requirements = (detail: Locator) => detail.getByRole("list", { name: "Requirements" });
const chosen = (page: Page) => page.getByRole("article", { name: "Chosen operation" });

test("all rules in force are listed with where they come from, and one is raised for a project", async ({
  owner,
}) => {
  await visit(owner, "/settings/protection");
  await expect(ruleOf(owner, "Usual cooldown of CRITICAL")).toContainText("2 s");
  await expect(ruleOf(owner, "Usual cooldown of CRITICAL")).toContainText("Relaxed");
  await expect(ruleOf(owner, "Delete project")).toContainText("HIGH");
  await expectAccessible(owner);

  await owner.getByRole("button", { name: "Change Delete project" }).click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByLabel("Where").click();
  await owner.getByRole("option", { name }).click();
  await dialog.getByLabel("Level").click();
  await expect(owner.getByRole("option", { name: "MEDIUM" })).toHaveCount(0);
  await owner.getByRole("option", { name: "CRITICAL" }).click();
  await expect(dialog.getByRole("status")).toContainText("administrator’s approval");
  await dialog.getByLabel("Reason").fill("Customers read from it");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Raise the rule" }).click();
  await expect(dialog).toHaveCount(0);

  await owner.getByRole("combobox", { name: "Where" }).click();
  await owner.getByRole("option", { name }).click();
  const raised = ruleOf(owner, "Delete project");
  for (const text of ["CRITICAL", "came as HIGH", `${name}: by Olivia Owner`, "Customers read from it"]) {
    await expect(raised).toContainText(text);
  }
});

test("what is weaker waits as CRITICAL; the only administrator approves it in the end, after signing in again", async ({
  owner,
  lockkeeper,
}) => {
  await visit(owner, "/settings/protection?text=stop+project");
  await owner.getByRole("button", { name: "Change Stop project" }).click();
  const form = owner.getByRole("dialog");
  await form.getByLabel("Level").click();
  await owner.getByRole("option", { name: "LOW" }).click();
  await expect(form.getByRole("status")).toContainText("itself CRITICAL");
  await form.getByRole("button", { name: "Relax the rule…" }).click();

  const dialog = owner.getByRole("alertdialog");
  await expect(dialog).toContainText("CRITICAL");
  await expect(dialog.getByLabel("What would go")).toContainText("MEDIUM → LOW");
  await dialog.getByLabel(/^Type project\.stop/).fill("project.stop");
  await dialog.getByLabel("Reason").fill("We stop it ten times a day");
  await dialog.getByRole("button", { name: "Start the cooldown" }).click();
  await dialog.getByRole("link", { name: "See it in Approvals" }).click();

  const detail = chosen(owner);
  await expect(detail.getByText("You are the only administrator: you may")).toBeVisible();
  await detail.getByRole("button", { name: "Relax the rule" }).click();
  await expect(requirements(detail)).toContainText("Olivia Owner confirmed");

  await ageSignIns(lockkeeper);
  const approval = detail.getByRole("button", { name: "Approve" });
  await detail.getByLabel(/^Type project\.stop/).fill("project.stop");
  await approval.click();
  await expect(detail.getByText("Sign in again first")).toBeVisible();
  await expectAccessible(owner);
  await detail.getByLabel("Sign-in link").fill(await signInLink(lockkeeper));
  await detail.getByRole("button", { name: "Open the link" }).click();
  await owner.getByRole("button", { name: "Sign in" }).click();
  await expect(owner).toHaveURL(/\/approvals\/[0-9a-f-]{36}$/);
  await detail.getByLabel(/^Type project\.stop/).fill("project.stop");
  await approval.click();
  await expect(detail.getByRole("status").filter({ hasText: "Succeeded" })).toBeVisible();

  await expect(owner.getByText("3 rules are relaxed.")).toBeVisible();
  await owner.getByRole("link", { name: "Look and restore" }).click();
  await expect(ruleOf(owner, "Stop project")).toContainText("came as MEDIUM");
  await ruleOf(owner, "Stop project").getByRole("button", { name: "Restore" }).click();
  await expect(ruleOf(owner, "Stop project")).toHaveCount(0);
  await expect(ruleOf(owner, "Usual cooldown of CRITICAL")).toBeVisible();
});

test("a cooldown is skipped by the owner alone, freshly signed in and with a reason, and every administrator sees it", async ({
  owner,
  browser,
  lockkeeper,
}) => {
  const admin = await signedIn(browser, lockkeeper, { name: "Jonas Reuter", role: "admin" });
  const member = await signedIn(browser, lockkeeper, { name: "Mina Member", role: "member" });
  await visit(owner, `/projects/${projectId}/settings`);
  await owner.getByRole("button", { name: "Remove…" }).click();
  const dialog = owner.getByRole("alertdialog");
  await expect(dialog).toContainText("There is no backup. What is listed is gone for good.");
  await dialog.getByLabel(/^Type /).fill(name);
  await dialog.getByLabel("Reason").fill("It is built anew");
  await dialog.getByRole("button", { name: "Start the cooldown" }).click();
  await dialog.getByRole("link", { name: "See it in Approvals" }).click();
  const detail = chosen(owner);
  await expect(detail.getByRole("progressbar", { name: "Cooldown" })).toBeVisible();
  await expect(detail.getByText(/Nothing is deleted before/)).toBeVisible();

  const path = new URL(owner.url()).pathname;
  await admin.goto(path);
  await expect(chosen(admin).getByRole("button", { name: "Reject" })).toBeVisible();
  await expect(chosen(admin).getByRole("button", { name: "Skip the cooldown…" })).toHaveCount(0);

  await ageSignIns(lockkeeper);
  await detail.getByRole("button", { name: "Skip the cooldown…" }).click();
  const glass = owner.getByRole("dialog");
  await expect(glass.getByRole("button", { name: "Skip the cooldown" })).toBeDisabled();
  await glass.getByLabel("Reason").fill("The disk is full and production stands still");
  await expectAccessible(owner);
  await glass.getByRole("button", { name: "Skip the cooldown" }).click();
  await expect(glass.getByText("Sign in again first")).toBeVisible();
  await glass.getByLabel("Sign-in link").fill(await signInLink(lockkeeper));
  await glass.getByRole("button", { name: "Open the link" }).click();
  await owner.getByRole("button", { name: "Sign in" }).click();
  await expect(owner).toHaveURL(path);
  await detail.getByRole("button", { name: "Skip the cooldown…" }).click();
  await glass.getByLabel("Reason").fill("The disk is full and production stands still");
  await glass.getByRole("button", { name: "Skip the cooldown" }).click();
  await expect(requirements(detail)).toContainText("Olivia Owner skipped it");

  const banner = (page: Page) => page.getByRole("region", { name: "Skipped cooldowns" });
  for (const page of [owner, admin]) {
    await expect(banner(page)).toContainText("Olivia Owner skipped the cooldown");
    await expect(banner(page)).toContainText("The disk is full and production stands still");
  }
  await admin.getByRole("button", { name: "Fold the skipped cooldowns" }).click();
  await expect(banner(admin)).toContainText("A cooldown was skipped in the last seven days.");
  await expectAccessible(admin);
  await admin.goto("/projects");
  await expect(banner(admin)).toContainText("A cooldown was skipped in the last seven days.");
  await member.goto("/approvals");
  await expect(member.getByText("Nothing waits")).toBeVisible();
  await expect(banner(member)).toHaveCount(0);
  await expectAccessible(member);

  await detail.getByRole("button", { name: "Withdraw" }).click();
  await expect(detail.getByRole("status").filter({ hasText: "Cancelled" })).toBeVisible();
  for (const page of [admin, member]) await page.context().close();
});
