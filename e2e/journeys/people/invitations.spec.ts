import type { Browser, Page } from "@playwright/test";
import { eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { consents, operations } from "#drizzle/schema/operations.ts";
import { users } from "#drizzle/schema/people.ts";
import { inDatabaseOf } from "#e2e/fixtures/database-of.ts";
import type { Lockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { signedIn } from "#e2e/fixtures/signed-in.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { newId } from "#lib/kernel/ids.ts";

// An owner who lets people in and takes rights away, and those people in browsers of their own.
test.describe.configure({ mode: "serial", timeout: 180_000 });

const Held = z.object({ operation: z.object({ id: z.string() }) });

async function strangersPage(browser: Browser, lockkeeper: Lockkeeper): Promise<Page> {
  const context = await browser.newContext({ baseURL: lockkeeper.url, reducedMotion: "reduce" });
  return context.newPage();
}

/** Makes an invitation on the page of the people, and gives its link. */
async function invite(
  owner: Page,
  { email, project }: { email?: string; project?: string },
): Promise<string> {
  await owner.goto("/settings/people");
  await owner.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = owner.getByRole("dialog");
  if (email) await dialog.getByLabel("E-mail").fill(email);
  if (project) {
    await dialog.getByRole("combobox", { name: "Project" }).click();
    await owner.getByRole("option", { name: project }).click();
  }
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = (await dialog.locator("[data-slot=invitation-link]").textContent()) ?? "";
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Done" }).click();
  return link;
}

test("who is invited by a link comes in with a second browser, once, and sees the one project", async ({
  browser,
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, {
    name: "Boathouse",
    source: { type: "empty" },
  });
  const link = await invite(owner, { email: "nia@example.org", project: "Boathouse" });
  expect(link).toContain("/invitation?token=");
  await expect(owner.getByRole("list", { name: "Invitations" })).toContainText("Open");

  const nia = await strangersPage(browser, lockkeeper);
  const told: string[] = [];
  await nia.goto(link);
  await expect(nia.getByText("Olivia Owner")).toBeVisible();
  await expect(nia.getByLabel("E-mail")).toHaveValue("nia@example.org");
  await expectAccessible(nia);
  await nia.getByLabel("Name").fill("Nia New");
  // Once they are in, neither an address nor a referrer tells of the link.
  nia.on("framenavigated", () =>
    nia.on("request", (request) => told.push(`${request.url()} ${request.headers().referer}`)),
  );
  await nia.getByRole("button", { name: "Come in" }).click();
  await expect(nia.getByRole("button", { name: "Signed in as Nia New, member" })).toBeVisible();
  await expect(nia).toHaveURL(new RegExp(projectId));
  await nia.getByRole("link", { name: "Board" }).first().click();
  expect(told.length).toBeGreaterThan(0);
  expect(told.filter((text) => text.includes("token="))).toEqual([]);

  await expect(owner.getByRole("list", { name: "Invitations" })).toContainText("Used");
  await expect(owner.getByRole("row").filter({ hasText: "Nia New" })).toContainText("nia@example.org");
  const late = await strangersPage(browser, lockkeeper);
  await late.goto(link);
  await expect(late.getByText("has been used, and it works once")).toBeVisible();
  await late.context().close();

  // Their access goes while they look at the project.
  await owner.goto(`/projects/${projectId}/settings`);
  await owner.getByRole("button", { name: "Remove Nia New" }).click();
  await expect(nia.getByText("The project could not be read")).toBeVisible({ timeout: 10_000 });
  await nia.goto("/projects");
  await expect(nia.getByRole("link", { name: "Boathouse" })).toHaveCount(0);
  await nia.context().close();
});

test("who invited makes the link of an invitation that another's approval made while nobody was there to see it", async ({
  browser,
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const abel = await signedIn(browser, lockkeeper, { name: "Abel Approver", role: "admin" });
  const typedName = "later@example.org";
  const asked = { email: typedName, role: "admin", reason: "She sees to the machines." };
  const { id } = Held.parse(
    await rest(lockkeeper, ownerSession.key).send("POST", "/invitations", asked),
  ).operation;
  const answer = async (page: Page, verb: "confirm" | "approve") => {
    const given = await page.request.post(`/api/protection/${verb}`, {
      headers: { origin: lockkeeper.url },
      data: { operationId: id, typedName },
    });
    expect(given.status(), await given.text()).toBe(200);
  };
  await answer(owner, "confirm");
  // As if its day had passed.
  await inDatabaseOf(lockkeeper, async (orm) => {
    const dayBefore = sql`${consents.givenAt} - interval '1 day'`;
    await orm.update(operations).set({ notBefore: sql`now()` }).where(eq(operations.id, id));
    await orm.update(consents).set({ givenAt: dayBefore }).where(eq(consents.operationId, id));
  });
  await answer(owner, "confirm");
  await answer(abel, "approve");
  await abel.context().close();
  await owner.goto(`/operations/${id}`);
  const card = owner.getByRole("region", { name: "Invitation" });
  await expect(card).toContainText("The invitation is ready: make its link");
  await expectAccessible(owner);
  await card.getByRole("button", { name: "Make the link" }).click();
  const link = owner.getByRole("dialog").locator("[data-slot=invitation-link]");
  await expect(link).toContainText("/invitation?token=");
  await owner.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  await owner.goto(`/approvals/${id}`);
  await expect(owner.getByRole("region", { name: "Invitation" })).toContainText("later@example.org");
});

test("a member leaves a project on their own, after reading what that means", async ({
  browser,
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, {
    name: "Ropewalk",
    source: { type: "empty" },
  });
  const lena = await signedIn(browser, lockkeeper, { name: "Lena Leaver", role: "member" });
  await owner.goto(`/projects/${projectId}/settings`);
  await owner.getByRole("button", { name: "Add", exact: true }).click();
  await owner.getByRole("dialog").getByRole("combobox", { name: "Person" }).click();
  await owner.getByRole("option", { name: /^Lena Leaver/ }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  const members = owner.getByRole("list", { name: "Members" });
  await expect(members).toContainText("Lena Leaver");
  await lena.goto(`/projects/${projectId}/settings`);
  await lena.getByRole("button", { name: "Leave…" }).click();
  const dialog = lena.getByRole("dialog", { name: "Leave Ropewalk?" });
  await expect(dialog).toContainText("You do not see the project any more");
  await expectAccessible(lena);
  await dialog.getByRole("button", { name: "Leave" }).click();
  await expect(lena).toHaveURL(/\/projects$/);
  await expect(lena.getByRole("link", { name: "Ropewalk" })).toHaveCount(0);
  await expect(members.getByText("Lena Leaver")).toHaveCount(0);
  await lena.context().close();
});

test("of many people somebody is found by their name, and the field stays while it is cleared", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, {
    name: "Crowded quay",
    source: { type: "empty" },
  });
  const many = Array.from({ length: 110 }, (_, index) => `Quayside ${index + 100}`);
  const rows = many.map((name) => ({
    id: newId(),
    name,
    email: `${newId()}@example.org`,
    role: "member" as const,
  }));
  await inDatabaseOf(lockkeeper, (orm) => orm.insert(users).values(rows));
  try {
    await owner.goto(`/projects/${projectId}/settings`);
    await owner.getByRole("button", { name: "Add", exact: true }).click();
    const dialog = owner.getByRole("dialog");
    await expect(dialog).toContainText("There are many");
    const field = await dialog.getByLabel("Find").elementHandle();
    await field?.fill("Quayside 150");
    await expect(dialog).not.toContainText("There are many");
    const person = dialog.getByRole("combobox", { name: "Person" });
    await person.click();
    await expect(owner.getByRole("option")).toHaveText([/^Quayside 150/]);
    await owner.keyboard.press("Escape");
    // The list gives the keyboard back as it closes; only then is typed elsewhere.
    await expect(person).toBeFocused();
    await field?.fill("");
    await expect(dialog).toContainText("There are many");
    expect(await field?.evaluate((node) => node === document.activeElement)).toBe(true);
  } finally {
    const ids = rows.map(({ id }) => id);
    await inDatabaseOf(lockkeeper, (orm) => orm.delete(users).where(inArray(users.id, ids)));
  }
});

test("an admin sees where a person is signed in, and signs them out there: they read who did", async ({
  browser,
  owner,
  lockkeeper,
}) => {
  const tilda = await signedIn(browser, lockkeeper, { name: "Tilda Two", role: "member" });
  await owner.goto("/settings/people");
  await owner.getByRole("button", { name: "Change Tilda Two" }).click();
  await owner.getByRole("menuitem", { name: "Where they are signed in…" }).click();
  const dialog = owner.getByRole("dialog", { name: "Where Tilda Two is signed in" });
  await expect(dialog.getByRole("listitem")).toHaveCount(1);
  await expect(dialog.getByRole("listitem")).toContainText("Chrome on Linux");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Sign out Chrome on Linux" }).click();
  await expect(dialog).toContainText("Nowhere.");
  await expect(tilda.getByText("An admin signed this browser out")).toBeVisible({ timeout: 10_000 });
  // Their own browsers stand on the page of their account, where nobody is told that an admin did it.
  await dialog.getByRole("button", { name: "Done" }).click();
  await owner.getByRole("button", { name: "Change Olivia Owner" }).click();
  await owner.getByRole("menuitem", { name: "Where you are signed in" }).click();
  await expect(owner).toHaveURL(/\/account$/);
  await expect(owner.getByRole("listitem").filter({ hasText: "This one" })).toBeVisible();
  await tilda.context().close();
});

test("who is disabled is signed out where they are, and comes in again once enabled", async ({
  browser,
  owner,
  lockkeeper,
}) => {
  const dora = await signedIn(browser, lockkeeper, { name: "Dora Day", role: "member" });
  await owner.goto("/settings/people");
  const row = owner.getByRole("row").filter({ hasText: "Dora Day" });
  await row.getByRole("button", { name: "Change Dora Day" }).click();
  await owner.getByRole("menuitem", { name: "Disable…" }).click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByLabel("Why").fill("On leave");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Disable" }).click();
  await expect(row).toContainText("Disabled");
  await dora.reload();
  await expect(dora.getByRole("heading", { name: "Sign in to Lockkeeper" })).toBeVisible();
  await expect(dora.getByText("says why: “On leave”")).toBeVisible();
  await row.getByRole("button", { name: "Change Dora Day" }).click();
  await owner.getByRole("menuitem", { name: "Enable" }).click();
  await expect(row).toContainText("Active");
  await dora.context().close();
});

test("making somebody an admin waits for consents, and the last owner cannot end the ownership", async ({
  browser,
  owner,
  lockkeeper,
}) => {
  const ada = await signedIn(browser, lockkeeper, { name: "Ada Able", role: "member" });
  await ada.context().close();
  await owner.goto("/settings/people");
  await owner.getByRole("button", { name: "Change Ada Able" }).click();
  await owner.getByRole("menuitem", { name: "Make an admin…" }).click();
  const dialog = owner.getByRole("alertdialog");
  await expect(dialog).toContainText("it changes who protects everybody");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(owner.getByRole("row").filter({ hasText: "Ada Able" })).toContainText("Member");
  await owner.getByRole("button", { name: "Change Olivia Owner" }).click();
  await owner.getByRole("menuitem", { name: "End the ownership…" }).click();
  await expect(owner.getByText("is the last owner")).toBeVisible();
});
