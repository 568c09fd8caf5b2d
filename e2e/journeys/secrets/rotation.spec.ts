import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Lockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { planted } from "#e2e/fixtures/planted.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { demonstrationScript } from "#e2e/fixtures/scripted-model/demonstration.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { startWithCooldowns } from "#e2e/fixtures/short-cooldowns.ts";
import { test as base, expect, expectAccessible } from "#e2e/fixtures/test.ts";

const test = base.extend<object, { lockkeeper: Lockkeeper }>({
  lockkeeper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      const lockkeeper = await startWithCooldowns({ HIGH: 1000, CRITICAL: 1000 });
      await use(lockkeeper);
      await lockkeeper.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

// It takes this key alone: that it answers shows that the key was opened.
const key = planted("sk-rotated");
let model: ScriptedModel;
test.beforeAll(async () => {
  model = await startScriptedModel({ script: demonstrationScript(), key });
});
test.afterAll(() => model?.close());

const Models = z.object({ error: z.string().nullable() });

const keyFile = (home: string) => readFile(join(home, "master-key"), "utf8");

test("the owner replaces the master key: consents, progress, a new key in the file, and every secret still opens", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const door = rest(lockkeeper, ownerSession.key);
  const { baseUrl } = model;
  const provider = { baseUrl, models: ["scripted"], apiKey: key, isDefault: true };
  await door.send("POST", "/providers/custom/configure", provider);
  const before = await keyFile(lockkeeper.home);

  await owner.emulateMedia({ reducedMotion: "reduce" });
  await owner.goto("/settings/secrets");
  const card = owner.getByRole("region", { name: "Master key" });
  await expect(card).toContainText(join(lockkeeper.home, "master-key"));
  const keyId = (await card.locator("code").first().textContent()) ?? "";
  expect(keyId).toMatch(/^[0-9a-f]{8}$/);
  await expect(card).toContainText(/\d+ secrets?/);
  await expectAccessible(owner);

  await card.getByRole("button", { name: "Rotate…" }).click();
  const dialog = owner.getByRole("alertdialog");
  await expect(dialog).toContainText("CRITICAL");
  await expect(dialog).toContainText("the old one opens nothing any more");
  await dialog.getByLabel(/^Type Master key/).fill("Master key");
  await dialog.getByLabel("Reason").fill("Somebody left who had a copy of it");
  await dialog.getByRole("button", { name: "Start the cooldown" }).click();
  await dialog.getByRole("link", { name: "See it in Approvals" }).click();
  const detail = owner.getByRole("article", { name: "Chosen operation" });
  await detail.getByRole("button", { name: "Rotate master key" }).click();
  await expect(detail.getByRole("list", { name: "Requirements" })).toContainText("Olivia Owner confirmed");
  await detail.getByLabel(/^Type Master key/).fill("Master key");
  await detail.getByRole("button", { name: "Approve" }).click();
  await expect(detail.getByRole("status").filter({ hasText: "Succeeded" })).toBeVisible();

  await owner.goto("/settings/secrets");
  await expect(card.locator("code").first()).not.toHaveText(keyId);
  await expect(card).not.toContainText("Still to wrap");
  const after = await keyFile(lockkeeper.home);
  expect(after.trim().split("\n")).toHaveLength(1);
  expect(after).not.toBe(before);

  expect(await door.get("/providers/custom/models", Models)).toEqual({ error: null });
  await lockkeeper.restart();
  expect(await door.get("/providers/custom/models", Models)).toEqual({ error: null });
});
