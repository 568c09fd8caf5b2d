import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { signedIn } from "#e2e/fixtures/signed-in.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";

test("the first steps are put away once, for every device and for good", async ({
  browser,
  lockkeeper,
  owner,
}) => {
  test.setTimeout(120_000);
  await owner.goto("/projects");
  await expect(owner.getByRole("heading", { name: "First steps" })).toBeVisible();
  // They stand in the page as it comes: what is below does not move once they are read.
  expect(await (await owner.request.get("/projects")).text()).toContain("Put the first steps away");

  const mia = await signedIn(browser, lockkeeper, { name: "Mia Member", role: "member" });
  await expect(mia.getByRole("heading", { name: "First steps" })).toBeVisible();
  await expect(mia.getByText("Connect a model")).toHaveCount(0);
  await expectAccessible(mia);
  await mia.clock.install();
  await mia.getByRole("button", { name: "Put the first steps away" }).click();
  await expect(mia.getByRole("heading", { name: "First steps" })).toHaveCount(0);
  // Back at the page as it first came, long after, they do not come again.
  await mia.getByRole("link", { name: "Inbox" }).first().click();
  await expect(mia).toHaveURL(/\/inbox$/);
  await mia.clock.fastForward("06:00");
  await mia.goBack();
  await expect(mia.getByRole("heading", { name: "Start the first project" })).toBeVisible();
  await expect(mia.getByRole("heading", { name: "First steps" })).toHaveCount(0);
  await mia.reload();
  await expect(mia.getByRole("button", { name: "Signed in as Mia Member, member" })).toBeVisible();
  await expect(mia.getByRole("heading", { name: "First steps" })).toHaveCount(0);

  const other = await browser.newContext({ baseURL: lockkeeper.url });
  const phone = await other.newPage();
  await phone.goto(await signInLink(lockkeeper, "--email", "mia@example.org"));
  await phone.getByRole("button", { name: "Sign in" }).click();
  await expect(phone.getByRole("button", { name: "Signed in as Mia Member, member" })).toBeVisible();
  expect(await (await phone.request.get("/api/v1/onboarding")).json()).toMatchObject({ isEnded: true });
  expect(await (await phone.request.get("/projects")).text()).not.toContain("Put the first steps away");
  await expect(phone.getByRole("heading", { name: "First steps" })).toHaveCount(0);
  // The owner's own are still there.
  await owner.reload();
  await expect(owner.getByRole("heading", { name: "First steps" })).toBeVisible();
  await Promise.all([mia.context().close(), other.close()]);
});
