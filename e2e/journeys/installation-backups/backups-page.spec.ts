import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";

test("an owner backs up, is shown the recovery key once, and says how many daily ones are kept", async ({
  owner,
  lockkeeper,
}) => {
  // The key is shown to who has just signed in, and the owner of these tests may have done so long ago.
  await owner.goto(`${await signInLink(lockkeeper)}&next=/settings/backups`);
  await owner.getByRole("button", { name: "Sign in" }).click();
  await expect(owner).toHaveURL(/\/settings\/backups$/);
  await expect(owner.getByText("No backups yet")).toBeVisible();
  await owner.getByRole("button", { name: "Back up now" }).click();
  const rows = owner.getByRole("list", { name: "Backups" }).getByRole("listitem");
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("Verified", { timeout: 90_000 });
  await expect(rows.first()).toContainText("Asked for");

  await owner.getByRole("button", { name: "Show the key, once" }).click();
  const key = owner.locator("[data-slot=recovery-key]");
  await expect(key).toHaveText(/^[\w+/]{43}=$/);
  await expectAccessible(owner);
  await owner.reload();
  await expect(owner.getByText("npm run backup -- --show-key")).toBeVisible();
  await expect(key).toHaveCount(0);

  await owner.getByRole("textbox", { name: "Daily backups kept" }).fill("3");
  const daily = owner.getByRole("form", { name: "Daily backups" });
  await daily.getByRole("button", { name: "Save" }).click();
  const dialog = owner.getByRole("alertdialog");
  await expect(dialog).toContainText("all but the newest 3 go once the next one is made");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: /^Save/ }).click();
  await expect(daily.getByRole("button", { name: "Discard the changes" })).toHaveCount(0);
  await owner.reload();
  await expect(owner.getByRole("textbox", { name: "Daily backups kept" })).toHaveValue("3");
});

test("a backup is downloaded by its owner as the file that it is", async ({ owner }) => {
  await owner.goto("/settings/backups");
  await owner.getByRole("button", { name: "Back up now" }).click();
  const rows = owner.getByRole("list", { name: "Backups" }).getByRole("listitem");
  await expect(rows.first()).toContainText("Verified", { timeout: 90_000 });
  const [download] = await Promise.all([
    owner.waitForEvent("download"),
    (async () => {
      await rows
        .first()
        .getByRole("button", { name: /What can be done/ })
        .click();
      await owner.getByRole("menuitem", { name: "Download" }).click();
    })(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^lockkeeper-.*\.backup$/);
});
