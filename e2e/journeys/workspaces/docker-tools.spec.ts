import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { expect, test } from "#e2e/fixtures/docker-test.ts";
import { visitFiles } from "#e2e/fixtures/files-page.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";

test.describe.configure({ mode: "serial", timeout: 240_000 });

const ProjectWithWorkspace = z.object({ workspace: z.object({ id: z.string() }) });
let projectId: string;
let workspaceId: string;
let own: string;

test.beforeAll(async ({ docker, lockkeeper, ownerSession }) => {
  const source = { type: "empty" } as const;
  projectId = await newProject(lockkeeper, ownerSession, { name: "Tools", source, runtime: "docker" });
  const door = rest(lockkeeper, ownerSession.key);
  workspaceId = (await door.get(`/projects/${projectId}`, ProjectWithWorkspace)).workspace.id;
  // Beside it a name that a shell or a page could trip over.
  const script = "cd /workspace/tools && echo '# Notes' > notes.md && printf x > '-rf <b>$(id)</b>.txt'";
  await docker.inside(workspaceId, "sh", "-c", script);
  own = await mkdtemp(join(tmpdir(), "lk-tools-"));
});
test.afterAll(() => rm(own, { recursive: true, force: true }));

test("files of a container are edited, uploaded, moved, deleted and brought back; what its programs write is seen", async ({
  owner,
  docker,
}) => {
  const files = await visitFiles(owner, projectId);
  await files.entry("notes.md").dblclick();
  const editor = files.editor("notes.md");
  await editor.press("ControlOrMeta+End");
  await owner.keyboard.type("\nWritten in the browser.");
  await owner.keyboard.press("ControlOrMeta+s");
  const cat = (path: string) => docker.inside(workspaceId, "cat", `/workspace/tools/${path}`);
  await expect.poll(() => cat("notes.md")).toContain("Written in the browser.");

  await docker.inside(workspaceId, "sh", "-c", "echo from inside > /workspace/tools/made-inside.txt");
  await expect(files.entry("made-inside.txt")).toBeVisible();
  await writeFile(join(own, "carried.txt"), "carried in");
  const choosing = owner.waitForEvent("filechooser");
  await owner.getByRole("button", { name: "More for files" }).click();
  await owner.getByRole("menuitem", { name: "Upload files" }).click();
  await (await choosing).setFiles([join(own, "carried.txt")]);
  await expect(files.entry("carried.txt")).toBeVisible();
  expect(await cat("carried.txt")).toBe("carried in");

  await files.menu("carried.txt", "Delete");
  await expect(files.entry("carried.txt")).toHaveCount(0);
  await owner.getByRole("button", { name: "Undo" }).click();
  await expect(files.entry("carried.txt")).toBeVisible();
  expect(await cat("carried.txt")).toBe("carried in");
});

test("changes in a container are staged, committed and branched from, and its history shows them", async ({
  owner,
  docker,
}) => {
  await owner.goto(`/projects/${projectId}/git`);
  await owner.getByRole("checkbox", { name: "Stage notes.md", exact: true }).click();
  await expect(owner.getByRole("checkbox", { name: "Unstage notes.md" })).toBeVisible();
  await owner.getByLabel("Commit message").fill("Say what was written");
  await owner
    .getByRole("button", { name: /^Commit/ })
    .first()
    .click();
  const git = (...args: string[]) =>
    docker.inside(
      workspaceId,
      "git",
      "--no-pager",
      "-c",
      "color.ui=false",
      "-C",
      "/workspace/tools",
      ...args,
    );
  await expect
    .poll(() => git("log", "-1", "--format=%s by %an"))
    .toBe("Say what was written by Olivia Owner");
  expect(await git("status", "--short")).toContain("?? made-inside.txt");
  expect(await git("ls-files")).not.toContain("-rf");
});
