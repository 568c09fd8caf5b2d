import { createHmac } from "node:crypto";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { type Receiver, startReceiver } from "#lib/modules/notifications/fixtures/receiver.ts";

// One story: each test goes on where the one before it stopped.
test.describe.configure({ mode: "serial" });

const name = "harbor-api";
let receiver: Receiver;
let askToDelete: () => Promise<string>;

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  receiver = await startReceiver();
  const projectId = await newProject(lockkeeper, ownerSession, { name, source: { type: "empty" } });
  const api = rest(lockkeeper, ownerSession.key);
  const asked = { name: "deploy-agent", kind: "agent", scopes: ["read", "write"], projectId };
  const made = Object(await api.send("POST", "/keys", asked));
  // What other journeys on this server were told of is not counted here.
  await api.send("POST", "/notices/read", { all: true });
  askToDelete = async () => {
    const answer = await fetch(`${lockkeeper.url}/api/projects/${projectId}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${made.key}`, "content-type": "application/json" },
      body: JSON.stringify({ reason: "It is not used any more." }),
    });
    expect(answer.status).toBe(202);
    return (await answer.json()).operation.id;
  };
});
test.afterAll(() => receiver?.close());

test("what an agent asks for is told at once on any page, and leads to where it is answered", async ({
  owner,
}) => {
  await owner.emulateMedia({ reducedMotion: "reduce" });
  await owner.goto("/projects");
  const bell = owner.getByRole("button", { name: /^Notifications/ });
  await expect(owner.getByText("Live", { exact: true })).toBeVisible();
  // Other journeys on this server may have left something that waits.
  const before = Number(/(\d+) new/.exec((await bell.getAttribute("aria-label")) ?? "")?.[1] ?? 0);

  const operationId = await askToDelete();
  const told = `Notifications, ${before + 1} new`;
  await expect(bell).toHaveAccessibleName(told);
  await expect(owner).toHaveTitle(/^\(\d+\) /);
  await expect(owner.getByText("HIGH waits for you")).toBeVisible();

  await bell.press("Enter");
  const panel = owner.getByRole("dialog", { name: "Notifications" });
  const waiting = panel.getByRole("link", { name: `Delete project ${name}` });
  await expect(waiting).toContainText("Asked by deploy-agent for Olivia Owner");
  await expectAccessible(owner);
  await owner.emulateMedia({ colorScheme: "dark" });
  await owner.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(owner);
  await owner.setViewportSize({ width: 1280, height: 800 });

  await waiting.press("Enter");
  await expect(owner).toHaveURL(`/approvals/${operationId}`);
  await expect(bell).not.toHaveAccessibleName(told);
  await expect(owner).not.toHaveTitle(/^\(/);
});

test("a webhook is added with a secret that is shown once, tested, and told of what waits", async ({
  owner,
}) => {
  await owner.emulateMedia({ reducedMotion: "reduce" });
  await owner.goto("/settings/notifications");
  await expect(owner.getByText("No channels yet")).toBeVisible();
  await expectAccessible(owner);
  await owner.getByRole("button", { name: "Add a channel" }).click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Operations chat");
  await dialog.getByLabel("Address").fill(receiver.url);
  await dialog.getByRole("button", { name: "Add channel" }).click();
  await expect(dialog.getByRole("alert")).toContainText("private network");
  await dialog.getByRole("checkbox", { name: /May lead to this machine/ }).check();
  await dialog.getByRole("button", { name: "Add channel" }).click();
  const secret = (await dialog.locator("[data-slot=signing-secret]").textContent()) ?? "";
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Done" }).click();

  const card = owner.getByRole("region", { name: "Operations chat" });
  await card.getByRole("button", { name: "Send a test" }).click();
  await expect(card.getByRole("status")).toContainText("200 thank you");
  const operationId = await askToDelete();
  await expect.poll(() => receiver.received.length).toBe(2);
  for (const { body, signature } of receiver.received) {
    const [, seconds, code] = /^t=(\d+),v1=(\w+)$/.exec(signature) ?? [];
    expect(createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")).toBe(code);
  }
  const { kind, operation } = JSON.parse(receiver.received[1]?.body ?? "{}");
  expect(kind).toBe("operation.held");
  expect(operation.url).toBe(new URL(`/approvals/${operationId}`, owner.url()).href);
});

test("the log tells what arrived and what did not, and sends it again", async ({ owner }) => {
  await owner.emulateMedia({ reducedMotion: "reduce" });
  receiver.answerWith(500);
  await owner.goto("/settings/notifications");
  const card = owner.getByRole("region", { name: "Operations chat" });
  await card.getByRole("button", { name: "Send a test" }).click();
  await expect(card.getByRole("status")).toContainText("500 not today");
  await expect(card).toContainText("1 attempt failed");

  await card.getByRole("button", { name: "Log" }).click();
  const log = owner.getByRole("dialog", { name: "Log of Operations chat" });
  const failed = log.getByRole("listitem").filter({ hasText: "500 not today" });
  await expect(failed).toContainText("Failed");
  await expect(log.getByRole("listitem").filter({ hasText: `Delete project ${name}` })).toContainText("Sent");
  await expectAccessible(owner);
  await owner.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(owner);

  receiver.answerWith(200);
  await failed.getByRole("button", { name: "Send Test channel Operations chat again" }).click();
  await expect(log.getByText("500 not today")).toHaveCount(0);
  await log.getByRole("button", { name: "Close" }).last().click();
  await expect(card).toContainText("Works");
});
