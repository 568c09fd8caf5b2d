import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  acceptedOf,
  countProjects,
  isThere,
  type ProjectGround,
  projectGround,
  workspaceOf,
} from "#lib/modules/projects/test-projects.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let ground: ProjectGround;
let owner: Actor;

beforeAll(async () => {
  ground = await projectGround();
  owner = await ground.person("owner", "Olive Owner");
  await ground.startWorker();
});
afterAll(() => ground?.drop());

test("a repository is cloned into a workspace that runs, step by step", async () => {
  const url = await ground.repository("harbor");
  const answer = await ground.run("project.create", { name: "Harbor", source: { type: "git", url } }, owner);
  const { projectId, operationId } = acceptedOf(answer);
  expect(await ground.read(projectId, owner)).toMatchObject({
    status: "creating",
    creation: { id: operationId },
  });
  const ended = await ground.ended(operationId, owner);
  expect(ended).toMatchObject({ state: "succeeded", error: null });
  expect(ended.steps.map(({ name, state }) => `${name}: ${state}`)).toEqual([
    "Create the workspace: succeeded",
    "Start the workspace: succeeded",
    "Clone the repository: succeeded",
    "Prepare: succeeded",
  ]);
  const project = await ground.read(projectId, owner);
  expect(project).toMatchObject({
    slug: "harbor",
    status: "running",
    defaultBranch: "main",
    access: "admin",
    creation: null,
    workspace: { state: "running", runtime: "local" },
  });
  expect(await readdir(ground.filesOf(project.workspace?.id ?? ""))).toContain("README.md");
});

test("an empty project has a first commit by the person who asked", async () => {
  const { projectId, operationId } = acceptedOf(
    await ground.run("project.create", { name: "Nothing yet", source: { type: "empty" } }, owner),
  );
  expect(await ground.ended(operationId, owner)).toMatchObject({ state: "succeeded" });
  const { id } = await workspaceOf(ground, projectId);
  expect(await ground.git(ground.filesOf(id), "log", "--format=%an: %s")).toBe("Olive Owner: Initial commit");
});

test("a remote without a commit gets a first one, and a remote whose HEAD is nowhere is taken by a branch that is there", async () => {
  const source = await ground.repository("other-branches");
  await ground.git(source, "branch", "--move", "develop");
  const bare = join(ground.folder, "unborn.git");
  await ground.git(ground.folder, "init", "--quiet", "--bare", "--initial-branch=trunk", bare);
  const create = async (name: string) => {
    const input = { name, source: { type: "git", url: bare } };
    const { projectId, operationId } = acceptedOf(await ground.run("project.create", input, owner));
    expect(await ground.ended(operationId, owner)).toMatchObject({ state: "succeeded" });
    const { id } = await workspaceOf(ground, projectId);
    return { project: await ground.read(projectId, owner), files: ground.filesOf(id) };
  };
  const empty = await create("Empty remote");
  expect(empty.project).toMatchObject({ status: "running", defaultBranch: "trunk" });
  expect(await ground.git(empty.files, "log", "--format=%s", "trunk")).toBe("Initial commit");

  await ground.git(source, "push", "--quiet", bare, "develop");
  const unborn = await create("Unborn remote");
  expect(unborn.project).toMatchObject({ status: "running", defaultBranch: "develop" });
  expect(await readdir(unborn.files)).toContain("README.md");
});

test("a folder is used where it is, and one without a repository is refused untouched", async () => {
  const path = await ground.repository("in-place");
  const good = acceptedOf(
    await ground.run("project.create", { name: "In place", source: { type: "folder", path } }, owner),
  );
  expect(await ground.ended(good.operationId, owner)).toMatchObject({ state: "succeeded" });
  expect(await ground.read(good.projectId, owner)).toMatchObject({ defaultBranch: "main" });

  const bare = acceptedOf(
    await ground.run(
      "project.create",
      { name: "No repository", source: { type: "folder", path: ground.folder } },
      owner,
    ),
  );
  const ended = await ground.ended(bare.operationId, owner);
  expect(ended).toMatchObject({
    state: "failed",
    error: { message: expect.stringContaining("not a git repository") },
  });
  expect(await isThere(path)).toBe(true);
  expect(await isThere(join(ground.folder, ".git"))).toBe(false);
});

test("a wrong URL says so, leaves nothing behind, and a corrected one brings the same project up", async () => {
  const source = { type: "git", url: join(ground.folder, "nowhere") };
  const { projectId, operationId } = acceptedOf(
    await ground.run("project.create", { name: "Typo", source }, owner),
  );
  const failed = await ground.ended(operationId, owner);
  expect(failed).toMatchObject({
    state: "failed",
    error: { message: expect.stringContaining("no repository") },
  });
  expect(failed.steps.map(({ name, state }) => `${name}: ${state}`)).toEqual([
    "Create the workspace: undone",
    "Start the workspace: succeeded",
    "Clone the repository: failed",
  ]);
  expect(await ground.read(projectId, owner)).toMatchObject({
    status: "error",
    statusReason: failed.error?.message,
    workspace: { state: "removed" },
  });
  const { id } = await workspaceOf(ground, projectId);
  expect(await isThere(join(ground.home, "workspaces", id))).toBe(false);

  const url = await ground.repository("right");
  const retry = acceptedOf(
    await ground.run("project.retry", { projectId, source: { type: "git", url } }, owner),
  );
  expect(retry.projectId).toBe(projectId);
  expect(await ground.run("project.discard", { projectId }, owner)).toMatchObject({
    error: { type: "CONFLICT" },
  });
  expect(await ground.ended(retry.operationId, owner)).toMatchObject({ state: "succeeded" });
  expect(await ground.read(projectId, owner)).toMatchObject({ status: "running", source: { url } });
  expect(await ground.run("project.retry", { projectId }, owner)).toMatchObject({
    error: { type: "CONFLICT" },
  });
});

test("a branch that is not there is named, and a project that never came up is removed at once", async () => {
  const url = await ground.repository("branches");
  const { projectId, operationId } = acceptedOf(
    await ground.run(
      "project.create",
      { name: "Branchless", source: { type: "git", url, branch: "absent" } },
      owner,
    ),
  );
  expect(await ground.ended(operationId, owner)).toMatchObject({
    state: "failed",
    error: { message: expect.stringContaining("branch") },
  });
  const discard = acceptedOf(await ground.run("project.discard", { projectId }, owner));
  expect(await ground.ended(discard.operationId, owner)).toMatchObject({ state: "succeeded" });
  await expect(ground.read(projectId, owner)).rejects.toMatchObject({ type: "NOT_FOUND" });
});

test("of sixteen who take one name at once exactly one gets it, and the others read which name is taken", async () => {
  const answers = await Promise.all(
    Array.from({ length: 16 }, () =>
      ground.run("project.create", { name: "Wanted", source: { type: "empty" } }, owner),
    ),
  );
  const won = answers.filter(({ outcome }) => outcome === "accepted");
  expect(won).toHaveLength(1);
  for (const answer of answers.filter(({ outcome }) => outcome !== "accepted")) {
    expect(answer).toMatchObject({
      outcome: "error",
      error: { type: "CONFLICT", message: expect.stringContaining("Wanted"), details: { field: "name" } },
    });
  }
  expect(await countProjects(ground, "wanted")).toBe(1);
  const [winner] = won;
  if (winner)
    expect(await ground.ended(acceptedOf(winner).operationId, owner)).toMatchObject({ state: "succeeded" });
});

test.each([
  ["name", { name: "", source: { type: "empty" } }],
  ["name", { name: "x".repeat(10_000), source: { type: "empty" } }],
  ["name", { name: "nul\0", source: { type: "empty" } }],
  ["source", { name: "No source" }],
  ["source.type", { name: "Odd source", source: { type: "ftp" } }],
  ["source.url", { name: "Credentials", source: { type: "git", url: "https://me:pass@example.org/a.git" } }],
  ["source.url", { name: "Token", source: { type: "git", url: "https://token@example.org/a.git" } }],
  ["source.url", { name: "Option", source: { type: "git", url: "--upload-pack=touch /tmp/x" } }],
  ["source.url", { name: "Helper", source: { type: "git", url: "ext::sh -c reboot" } }],
  ["source.url", { name: "Host", source: { type: "git", url: "ssh://-oProxyCommand=reboot/a" } }],
  [
    "source.branch",
    { name: "Branch", source: { type: "git", url: "https://example.org/a.git", branch: "--upload-pack=x" } },
  ],
  ["source.path", { name: "Relative", source: { type: "folder", path: "here" } }],
  ["source.path", { name: "Up", source: { type: "folder", path: "/tmp/../etc" } }],
  ["runtime", { name: "Runtime", runtime: "podman", source: { type: "empty" } }],
  ["llmProvider", { name: "Provider", llmProvider: "nobody", source: { type: "empty" } }],
])("a bad %s is named: %j", async (field, input) => {
  const answer = await ground.run("project.create", input, owner);
  expect(answer).toMatchObject({ outcome: "error", error: { type: "VALIDATION_ERROR", details: { field } } });
});

test("odd names are taken literally", async () => {
  const names = ["$(reboot)", "🛶", "مشروع", "<b>bold</b>"];
  for (const name of names) {
    const answer = await ground.run("project.create", { name, source: { type: "empty" } }, owner);
    const { projectId, operationId } = acceptedOf(answer);
    expect(await ground.ended(operationId, owner)).toMatchObject({ state: "succeeded" });
    expect(await ground.read(projectId, owner)).toMatchObject({ name });
  }
});

test("a member may not create on the local runtime and reads why", async () => {
  const member = await ground.person("member");
  const answer = await ground.run("project.create", { name: "Mine", source: { type: "empty" } }, member);
  expect(answer).toMatchObject({
    error: { type: "FORBIDDEN", message: expect.stringContaining("owners and admins") },
  });
});
