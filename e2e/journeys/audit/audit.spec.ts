import { readFile } from "node:fs/promises";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { findEmbeddedPostgres } from "#lib/platform/db/embedded.ts";

// One log: each test goes on where the one before it stopped.
test.describe.configure({ mode: "serial" });

let projectId: string;

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  projectId = await newProject(lockkeeper, ownerSession, { name: "Harbor", source: { type: "empty" } });
  const headers = { authorization: `Bearer ${ownerSession.key}`, "content-type": "application/json" };
  const ask = (method: string, path: string, body?: object) =>
    fetch(`${lockkeeper.url}${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(15_000),
    });
  await ask("PUT", `/api/projects/${projectId}/config`, { checkCommand: "npm test" });
  await ask("PUT", `/api/projects/${projectId}/config`, { checkCommand: "npm run check" });
  await ask("DELETE", `/api/projects/${projectId}`, { reason: "It moved elsewhere" });
  await ask("GET", `/api/projects/${projectId}`);
});

test("what was done is listed, opens to what it changed and where it came from, and comes by itself", async ({
  owner,
}) => {
  await owner.emulateMedia({ reducedMotion: "reduce" });
  await owner.goto("/projects");
  await owner.getByRole("navigation", { name: "Installation" }).getByRole("link", { name: "Audit" }).click();
  const held = owner.getByRole("row").filter({ hasText: "Delete project" });
  for (const text of ["Held: high, asked by a key", "HIGH", "for Olivia Owner, over the API"])
    await expect(held).toContainText(text);
  await expectAccessible(owner);
  await owner.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(owner);

  await owner.getByRole("button", { name: "Update config Harbor" }).first().click();
  const change = owner.getByRole("table", { name: "What changed" }).getByRole("row");
  await expect(change.filter({ hasText: "checkCommand" })).toContainText("npm testnpm run check");
  await expect(owner.getByText("User agent")).toBeVisible();
  await expectAccessible(owner);

  const other = await owner.context().newPage();
  await other.goto(`/projects/${projectId}/settings`);
  await other.getByLabel("Description").fill("Sends ships on");
  await other.getByRole("button", { name: /^Save/ }).first().click();
  await expect(owner.getByRole("button", { name: /^Update project Harbor/ })).toBeVisible();
  await other.close();
});

test("the list is narrowed by what stands in the address, and leads to its operation and back", async ({
  owner,
}) => {
  await owner.goto("/audit");
  await owner.getByRole("combobox", { name: "Event" }).click();
  await owner.getByRole("option", { name: "Held" }).click();
  await expect(owner).toHaveURL(/event=operation\.held/);
  await expect(owner.getByRole("button", { expanded: false }).filter({ hasText: "Held" })).toHaveCount(1);
  await owner.getByRole("button", { name: /^Delete project/ }).click();
  await owner.getByRole("link", { name: /^[0-9a-f]{8}-/ }).click();
  await expect(owner).toHaveURL(/\/operations\//);
  await owner.goBack();
  await expect(owner).toHaveURL(/event=operation\.held/);
  await owner.getByRole("searchbox", { name: "Search entries" }).fill("nothing of the kind");
  await expect(owner.getByText("No entry fits")).toBeVisible();
  await owner.getByRole("button", { name: "Clear the filters" }).click();
  await expect(owner).toHaveURL("/audit");
});

test("what a key read stands apart, on a narrow screen too", async ({ owner }) => {
  await owner.goto("/audit");
  await owner.getByRole("link", { name: "Reads by keys" }).click();
  await expect(owner.getByRole("row").filter({ hasText: "project.read" }).first()).toContainText(projectId);
  await expectAccessible(owner);
  await owner.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(owner);
  await owner.getByRole("link", { name: "Entries" }).click();
  await expect(owner.getByRole("button", { name: /^Delete project/ })).toBeVisible();
  await expectAccessible(owner);
  const width = await owner.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
});

test("the log is exported with what it is narrowed to", async ({ owner }) => {
  await owner.goto("/audit?event=operation.held");
  await owner.getByRole("button", { name: "Export" }).click();
  const downloading = owner.waitForEvent("download");
  await owner.getByRole("menuitem", { name: /^CSV/ }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("It moved elsewhere");
});

test("a row that somebody changed in the database is found and named, until it is what it was", async ({
  owner,
  lockkeeper,
}) => {
  const sql = connect((await findEmbeddedPostgres(lockkeeper.home)) ?? "", { max: 1 });
  const verify = async () => {
    await owner.getByRole("button", { name: "Verify now" }).click();
  };
  try {
    await owner.goto("/audit");
    await owner.getByRole("button", { name: "About the chain" }).click();
    await verify();
    const panel = owner.getByRole("dialog", { name: "The chain" });
    await expect(panel).toContainText("none is missing");
    await expectAccessible(owner);
    const [row] = await sql`select id, record from audit_log order by sequence limit 1 offset 1`;
    await sql`update audit_log set record = replace(record, 'Olivia', 'Nobody') || ' ' where id = ${row?.id}`;
    await verify();
    await expect(panel).toContainText(`Entry ${row?.id} is not what was written.`);
    await expect(owner.locator("[data-chain=broken]")).toBeVisible();
    await expectAccessible(owner);
    await sql`update audit_log set record = ${row?.record} where id = ${row?.id}`;
    await verify();
    await expect(owner.locator("[data-chain=verified]")).toBeVisible();
  } finally {
    await sql.end();
  }
});
