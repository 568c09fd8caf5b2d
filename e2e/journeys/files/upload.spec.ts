import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { visitFiles } from "#e2e/fixtures/files-page.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { workspaceFolder } from "#e2e/fixtures/workspace-folder.ts";

let projectId: string;
let folder: string;
let own: string;

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  projectId = await newProject(lockkeeper, ownerSession, { name: "Uploading", source: { type: "empty" } });
  folder = await workspaceFolder(lockkeeper, ownerSession, projectId);
  await writeFile(join(folder, "notes.txt"), "theirs");
  own = await mkdtemp(join(tmpdir(), "lk-upload-"));
});

test.afterAll(() => rm(own, { recursive: true, force: true }));

async function choose(page: Page, paths: readonly string[]): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "More for files" }).click();
  await page.getByRole("menuitem", { name: "Upload files" }).click();
  await (await choosing).setFiles([...paths]);
}

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
};

test("files are uploaded; where one is there already it is asked, and both can be kept", async ({
  owner,
}) => {
  await writeFile(join(own, "notes.txt"), "mine");
  const files = await visitFiles(owner, projectId);
  await files.entry("notes.txt").waitFor();
  await choose(owner, [join(own, "notes.txt")]);
  const uploads = owner.getByRole("region", { name: "Uploads" });
  await expect(uploads).toContainText("notes.txt is there already.");
  await expectAccessible(owner);
  await uploads.getByRole("button", { name: "Keep both" }).click();
  await expect(files.entry("notes \\(2\\).txt")).toBeVisible();
  expect(await readFile(join(folder, "notes.txt"), "utf8")).toBe("theirs");
  expect(await readFile(join(folder, "notes (2).txt"), "utf8")).toBe("mine");
});

test("a large upload goes on where it stood when the line is back, and after a reload with the same file", async ({
  owner,
}) => {
  const large = join(own, "large.bin");
  const part = Buffer.alloc(8 * 1024 * 1024, "Lockkeeper ");
  await writeFile(large, Buffer.concat([part, part, part, Buffer.from("the end")]));
  const files = await visitFiles(owner, projectId);
  await files.entry("notes.txt").waitFor();
  let sentParts = 0;
  let isCut = true;
  await owner.route("**/files/uploads/**", async (route) => {
    const isPart = route.request().method() === "PATCH";
    if (isCut && isPart && sentParts >= 1) return route.abort("connectionreset");
    if (isPart) sentParts += 1;
    return route.fallback();
  });
  await choose(owner, [large]);
  const uploads = owner.getByRole("region", { name: "Uploads" });
  await expect(uploads).toContainText("no connection, goes on by itself");
  expect(sentParts).toBe(1);
  await expectAccessible(owner);

  await owner.reload();
  await files.entry("notes.txt").waitFor();
  isCut = false;
  await choose(owner, [large]);
  await expect(uploads).toContainText("1 file uploaded", { timeout: 30_000 });
  // One part before the reload and three behind it: none twice.
  expect(sentParts).toBe(4);
  expect(await digestOf(join(folder, "large.bin"))).toBe(await digestOf(large));
});
