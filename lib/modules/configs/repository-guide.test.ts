import { rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestWorkspace, type TestWorkspace } from "#workspaced/test-workspace.ts";
import { readRepositoryGuide } from "./repository-guide.ts";

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await startTestWorkspace();
});
afterAll(() => workspace?.close());

const guide = () => readRepositoryGuide(workspace.address, "workspace");

test("a repository's guide is told as it stands, a long one by its beginning, and none where there is none", async () => {
  const path = join(workspace.folder, "AGENTS.md");
  expect(await guide()).toBeNull();
  await writeFile(path, "Be brief.\n");
  expect(await guide()).toEqual({ path: "AGENTS.md", text: "Be brief.\n", sizeBytes: 10, isCut: false });
  // The bound falls into the middle of a character.
  await writeFile(path, `x${"é".repeat(20_000)}`);
  const long = await guide();
  expect(long).toMatchObject({ sizeBytes: 40_001, isCut: true });
  expect(long?.text).toBe(`x${"é".repeat(9_999)}`);
  await writeFile(path, Buffer.from([0, 1, 2, 255]));
  expect(await guide()).toBeNull();
});

test("a guide that is a link out of the repository is not read", async () => {
  const path = join(workspace.folder, "AGENTS.md");
  const secret = join(workspace.outside, "secret.md");
  await writeFile(secret, "The password is swordfish.\n");
  await rm(path, { force: true });
  await symlink(secret, path);
  expect(await guide()).toBeNull();
});
