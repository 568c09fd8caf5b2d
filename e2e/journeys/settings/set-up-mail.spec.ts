import type { Page } from "@playwright/test";
import { type Lockkeeper, startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { test as base, expect, expectAccessible } from "#e2e/fixtures/test.ts";
import { type MailServer, startMailServer } from "#lib/providers/channels/fixtures/mail-server.ts";

const planted = "planted-password-of-the-journey";

// A server of its own, started with variables.
const test = base.extend<object, { lockkeeper: Lockkeeper }>({
  lockkeeper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      const env = { LOCKKEEPER_MAIL_FROM: "by-variable@example.org", LOCKKEEPER_STREAMS_MAX: "77" };
      const lockkeeper = await startLockkeeper({ env });
      await use(lockkeeper);
      await lockkeeper.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

// One story: each test goes on where the one before it stopped.
test.describe.configure({ mode: "serial", timeout: 120_000 });

let server: MailServer;

test.beforeAll(async () => {
  server = await startMailServer();
});
test.afterAll(() => server?.close());

const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true });

test("mail is set up, tried before it is saved, and tried again by what is saved", async ({ owner }) => {
  await owner.goto("/settings/mail");
  await expect(owner.getByRole("heading", { name: "Mail", level: 1 })).toBeVisible();
  await expect(owner.getByLabel("Sender")).toHaveValue("by-variable@example.org");
  await expect(owner.getByText("LOCKKEEPER_MAIL_FROM")).toBeVisible();
  await expectAccessible(owner);

  await owner.getByLabel("SMTP server").fill("127.0.0.1");
  await owner.getByLabel("Port").fill(String(server.port));
  await owner.getByRole("combobox", { name: "Security" }).click();
  await owner.getByRole("option", { name: "None" }).click();
  await owner.getByRole("button", { name: "Send me a test" }).click();
  await expect(owner.getByRole("status").getByText(/the owner may allow that/)).toBeVisible();

  const other = await owner.context().newPage();
  await other.goto("/settings/general");
  await other.getByLabel("Private hosts that may be called").fill("127.0.0.1");
  await other.getByRole("form", { name: "Outgoing calls" }).getByRole("button", { name: "Save" }).click();
  await expect(other.getByRole("button", { name: "Back to the default" })).toBeVisible();
  await other.close();

  await owner.getByRole("button", { name: "Send me a test" }).click();
  await expect(owner.getByText("A message went to olivia@example.org")).toBeVisible();
  expect(server.mails).toHaveLength(1);
  expect(server.mails[0]?.text).toContain("From: Lockkeeper <by-variable@example.org>");
  await save(owner).click();
  await expect(save(owner)).toBeDisabled();
  await owner.reload();
  await expect(owner.getByLabel("SMTP server")).toHaveValue("127.0.0.1");
  await owner.getByRole("button", { name: "Send me a test" }).click();
  await expect(owner.getByText("A message went to olivia@example.org")).toBeVisible();
  expect(server.mails).toHaveLength(2);
});

test("a fault stands at its field, another server takes a confirmation, and a secret is nowhere to be read", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  await owner.goto("/settings/mail");
  await owner.getByLabel("User").fill("lockkeeper");
  await owner.getByLabel("Password").fill(planted);
  await save(owner).click();
  await expect(owner.getByText("A password is not sent without TLS; choose starttls or tls")).toBeVisible();
  await owner.getByRole("combobox", { name: "Security" }).click();
  await owner.getByRole("option", { name: "STARTTLS" }).click();
  await owner.getByLabel("SMTP server").fill("smtp.example.org");
  await save(owner).click();
  const dialog = owner.getByRole("alertdialog");
  await expect(dialog).toContainText("MEDIUM");
  await dialog.getByRole("button", { name: /^Save/ }).click();
  await expect(owner.getByText("by Olivia Owner")).toBeVisible();
  await expect(owner.getByRole("button", { name: "Replace: Password" })).toBeVisible();
  await expectAccessible(owner);
  expect(await owner.content()).not.toContain(planted);

  await owner.goto("/audit");
  await owner
    .getByRole("button", { name: /Update setting Mail/ })
    .first()
    .click();
  const change = owner.getByRole("table", { name: "What changed" }).getByRole("row");
  await expect(change.filter({ hasText: "smtpHost" })).toContainText("127.0.0.1smtp.example.org");
  await expect(change.filter({ hasText: "smtpPassword" })).toContainText("not setchanged");
  expect(await owner.content()).not.toContain(planted);
  const answer = await fetch(`${lockkeeper.url}/api/settings`, {
    headers: { authorization: `Bearer ${ownerSession.key}` },
  });
  expect(await answer.text()).not.toContain(planted);
  expect(lockkeeper.log()).not.toContain(planted);
});

test("what a variable says is shown as such, gives way to what is set, and comes back", async ({ owner }) => {
  await owner.goto("/settings/limits");
  const streams = owner.getByLabel("Streams and terminals at once");
  await expect(streams).toHaveValue("77");
  await expect(owner.getByText("LOCKKEEPER_STREAMS_MAX")).toBeVisible();
  const limits = owner.getByRole("form", { name: "Limits" });
  await streams.fill("55");
  await limits.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByText("LOCKKEEPER_STREAMS_MAX")).toBeHidden();
  await owner.reload();
  await expect(streams).toHaveValue("55");
  await limits.getByRole("button", { name: "Back to the default" }).click();
  await expect(streams).toHaveValue("77");
  await expect(owner.getByText("LOCKKEEPER_STREAMS_MAX")).toBeVisible();
});

test("a limit that is set is in force at once, without a restart", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const ask = () =>
    fetch(`${lockkeeper.url}/api/auth/me`, { headers: { authorization: `Bearer ${ownerSession.key}` } });
  for (let call = 0; call < 20; call += 1) expect((await ask()).status).toBe(200);
  await owner.goto("/settings/limits");
  await owner.getByLabel("Requests of one key or person").fill("30");
  await owner.getByRole("form", { name: "Limits" }).getByRole("button", { name: "Save" }).click();
  await expect(owner.getByRole("button", { name: "Back to the default" })).toBeVisible();
  await expect(async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, ask));
    expect(answers.map(({ status }) => status)).toContain(429);
    expect(Number(answers.find(({ status }) => status === 429)?.headers.get("retry-after"))).toBeGreaterThan(
      0,
    );
  }).toPass({ timeout: 10_000 });
  const api = rest(lockkeeper, ownerSession.key);
  await expect(async () => {
    await api.send("PUT", "/settings/limits", { requestsPerMinute: null });
  }).toPass({ timeout: 30_000 });
  await expect(async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, ask));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  }).toPass({ timeout: 30_000 });
});

test("on a phone the pages of the settings are one row, and a secret can be replaced with a thumb", async ({
  owner,
}) => {
  await owner.setViewportSize({ width: 390, height: 844 });
  await owner.goto("/settings/mail");
  const nav = owner.getByRole("navigation", { name: "Settings" });
  await expect(nav.getByRole("link", { name: "Mail" })).toHaveAttribute("aria-current", "page");
  await owner.getByRole("button", { name: "Replace: Password" }).click();
  await expect(owner.getByLabel("Password")).toBeFocused();
  await owner.getByRole("button", { name: "Keep the one that is set" }).click();
  await expect(owner.getByRole("button", { name: "Replace: Password" })).toBeVisible();
  await owner.getByRole("button", { name: "Replace: Password" }).click();
  await owner.getByLabel("Password").fill(`${planted}-and-another`);
  await save(owner).click();
  await owner.getByRole("alertdialog").getByRole("button", { name: /^Save/ }).click();
  await expect(owner.getByRole("button", { name: "Replace: Password" })).toBeVisible();
  await expectAccessible(owner);
  const width = await owner.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
});
