import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Locator, Page } from "@playwright/test";
import { z } from "zod";
import type { Lockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { startWithCooldowns } from "#e2e/fixtures/short-cooldowns.ts";
import { signedIn } from "#e2e/fixtures/signed-in.ts";
import { test as base, expect, expectAccessible } from "#e2e/fixtures/test.ts";

/**
 * An agent with a key deleted a production volume and its backups in nine seconds, somewhere else. Here the same wish
 * waits: it is seen and rejected, and a second one happens only with two people's consent and after its cooldown.
 */
const cooldownMs = 10_000;
const test = base.extend<object, { lockkeeper: Lockkeeper }>({
  lockkeeper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      const lockkeeper = await startWithCooldowns({
        "project.delete": cooldownMs,
        HIGH: cooldownMs,
        CRITICAL: cooldownMs,
      });
      await use(lockkeeper);
      await lockkeeper.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

test.describe.configure({ mode: "serial" });

const name = "Harbor";
const reason = "Nothing mounts it any more.";
const Held = z.object({ outcome: z.literal("held"), operation: z.object({ id: z.string() }) });
let projectId: string;
let agent: Client;
let confirmer: Page;
let approver: Page;

test.beforeAll(async ({ lockkeeper, ownerSession, browser }) => {
  test.setTimeout(240_000);
  const api = rest(lockkeeper, ownerSession.key);
  projectId = await newProject(lockkeeper, ownerSession, { name, source: { type: "empty" } });
  await api.send("PUT", "/protection/rules/project.delete", { projectId, level: "CRITICAL" });
  const { key } = z
    .object({ key: z.string() })
    .parse(
      await api.send("POST", "/keys", { name: "Helmsman", kind: "agent", scopes: ["write"], projectId }),
    );
  agent = new Client({ name: "helmsman", version: "1" });
  const headers = { authorization: `Bearer ${key}` };
  const address = new URL("/api/mcp?tools=all", lockkeeper.url);
  await agent.connect(new StreamableHTTPClientTransport(address, { requestInit: { headers } }));
  confirmer = await signedIn(browser, lockkeeper, { name: "Mira Kovac", role: "admin" });
  approver = await signedIn(browser, lockkeeper, { name: "Jonas Reuter", role: "admin" });
});

test.afterAll(async () => {
  await agent?.close();
  for (const page of [confirmer, approver]) await page?.context().close();
});

/** Asks for the deletion as the agent; gives the operation that waits. */
async function askToDelete(): Promise<string> {
  const answer = await agent.callTool({ name: "project_delete", arguments: { projectId, reason } });
  expect(JSON.stringify(answer), "no token for one who may not confirm").not.toContain('"token"');
  return Held.parse(answer.structuredContent).operation.id;
}

const stateOf = async (operationId: string): Promise<unknown> => {
  const answer = await agent.callTool({ name: "operation_read", arguments: { operationId } });
  return z.object({ state: z.string() }).parse(answer.structuredContent).state;
};

const requirements = (detail: Locator) => detail.getByRole("list", { name: "Requirements" });
const chosen = (page: Page) => page.getByRole("article", { name: "Chosen operation" });

test("an agent asks over MCP, and it waits; a person sees who, what and why, and rejects it", async () => {
  const operationId = await askToDelete();
  expect(await stateOf(operationId)).toBe("held");

  await expect(approver.getByRole("link", { name: /Approvals/ }).first()).toContainText("1");
  await approver
    .getByRole("link", { name: /Approvals/ })
    .first()
    .click();
  await expect(approver).toHaveURL(`/approvals/${operationId}`);
  const detail = chosen(approver);
  await expect(detail.getByRole("heading", { name: `Delete project ${name}` })).toBeVisible();
  for (const text of ["CRITICAL", "Raised from HIGH", "Helmsman", "for Olivia Owner", "over MCP", reason]) {
    await expect(detail.getByText(text).first()).toBeVisible();
  }
  await expect(detail.getByText(/listed live/)).toBeVisible();
  await expectAccessible(approver);
  await approver.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(approver);
  await approver.emulateMedia({ colorScheme: "light" });

  await detail.getByRole("button", { name: "Reject" }).click();
  await expect(detail.getByRole("alert")).toContainText("say why");
  await detail.getByRole("textbox", { name: /Reason/ }).fill("The nightly export still reads from it.");
  await detail.getByRole("button", { name: "Reject" }).click();
  await expect(detail.getByRole("status").filter({ hasText: "Rejected" })).toBeVisible();
  await expect(detail.getByText(/Jonas Reuter rejected it: The nightly export/)).toBeVisible();
  expect(await stateOf(operationId)).toBe("rejected");
});

test("a second wish runs when two people have consented and its cooldown is over, and not before", async ({
  lockkeeper,
  ownerSession,
}) => {
  const api = rest(lockkeeper, ownerSession.key);
  const operationId = await askToDelete();

  await confirmer.goto(`/approvals/${operationId}`);
  const mine = chosen(confirmer);
  const start = mine.getByRole("button", { name: "Start the cooldown" });
  await expect(start).toBeDisabled();
  await mine.getByLabel(`Type ${name}`).fill("Harbo");
  await expect(start).toBeDisabled();
  await mine.getByLabel(`Type ${name}`).fill(name);
  await start.click();
  await expect(requirements(mine)).toContainText("Mira Kovac typed the name");

  await approver.goto(`/approvals/${operationId}`);
  const theirs = chosen(approver);
  await theirs.getByLabel(`Type ${name}`).fill(name);
  await theirs.getByRole("textbox", { name: /Note/ }).fill("Seen, nothing reads from it now.");
  // The cooldown ends while the form is being filled: he could confirm now as well, and his button still approves.
  await expect(mine.getByRole("button", { name: "Delete project" })).toBeVisible({ timeout: 30_000 });
  await expect(theirs.getByRole("group", { name: "Your answer" })).toBeVisible();
  await theirs.getByRole("button", { name: "Approve deletion" }).click();
  await expect(requirements(theirs)).toContainText("Jonas Reuter approved");
  expect(await stateOf(operationId)).toBe("held");

  await mine.getByRole("button", { name: "Delete project" }).click();
  await expect(mine.getByRole("status").filter({ hasText: "Succeeded" })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(confirmer);
  await expect(api.get(`/projects/${projectId}`, z.unknown())).rejects.toThrow("404");
  await confirmer.getByRole("link", { name: "Decided" }).click();
  const rows = confirmer.getByRole("list", { name: "Queue" }).getByRole("link");
  await expect(rows.filter({ hasText: "Succeeded" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "Rejected" })).toHaveCount(1);
  await expectAccessible(confirmer);
});

test("on a phone the queue and what is chosen in it are pages of their own", async () => {
  await approver.setViewportSize({ width: 390, height: 844 });
  await approver.goto("/approvals?view=decided");
  const rows = approver.getByRole("list", { name: "Queue" }).getByRole("link");
  await expect(rows).toHaveCount(2);
  await expect(chosen(approver)).toHaveCount(0);
  await expectAccessible(approver);
  await rows.first().focus();
  await approver.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toBeFocused();
  await approver.keyboard.press("Enter");
  await expect(chosen(approver)).toBeVisible();
  await expect(rows.first()).toBeHidden();
  await expectAccessible(approver);
  await approver.goBack();
  await expect(rows.first()).toBeVisible();
});
