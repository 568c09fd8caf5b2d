import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  acceptedOf,
  countProjects,
  type ProjectGround,
  projectGround,
  workspaceOf,
} from "#lib/modules/projects/test-projects.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

const run = promisify(execFile);

let ground: ProjectGround;
let owner: Actor;
let workspaces: string;
/** Why this machine gives no small disk, or null where it does. */
let refusal: string | null;
let heavyId: string;

beforeAll(async () => {
  ground = await projectGround();
  owner = await ground.person("owner", "Olive Owner");
  workspaces = join(ground.home, "workspaces");
  await mkdir(workspaces, { recursive: true });
  refusal = await mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", workspaces);
  await ground.startWorker();
});
afterAll(async () => {
  if (refusal === null) {
    // A folder that something is mounted on cannot be removed.
    const runtime = await runtimeFor("local");
    for (const { ref } of await runtime.list()) await runtime.remove(ref, { keepData: false });
    await run("umount", ["--lazy", workspaces]);
  }
  await ground?.drop();
});

const mount = (...args: string[]): Promise<string | null> =>
  run("mount", args).then(
    () => null,
    (error: Error) => `mounting is not permitted here (${error.message.trim().split("\n").at(-1)})`,
  );

/** A repository whose clone needs more than the small disk holds. */
async function heavyRepository(): Promise<string> {
  const path = await ground.repository("heavy");
  await writeFile(join(path, "heavy.bin"), randomBytes(12 * 2 ** 20));
  await ground.git(path, "add", "--all");
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  await ground.git(path, ...who, "commit", "--quiet", "--message=Heavy");
  return path;
}

test("a disk that is full while it clones fails the creation in those words, leaves nothing, and Retry works with room", async ({
  skip,
}) => {
  if (refusal !== null) skip(refusal);
  const url = await heavyRepository();
  const { projectId, operationId } = acceptedOf(
    await ground.run("project.create", { name: "Heavy", source: { type: "git", url } }, owner),
  );
  const failed = await ground.ended(operationId, owner);
  expect(failed).toMatchObject({ state: "failed", error: { type: "PROVIDER_ERROR" } });
  expect(failed.error?.message).toMatch(/^The disk is full\./);
  expect(failed.steps.map(({ name, state }) => `${name}: ${state}`)).toEqual([
    "Create the workspace: undone",
    "Start the workspace: succeeded",
    "Clone the repository: failed",
  ]);
  const project = await ground.read(projectId, owner);
  expect(project).toMatchObject({ status: "error", workspace: { state: "removed" } });
  expect(project.statusReason).toMatch(/^The disk is full\./);
  expect((await readdir(workspaces)).filter((name) => !name.startsWith("."))).toEqual([]);

  await run("mount", ["-o", "remount,size=128m", workspaces]);
  const retried = acceptedOf(await ground.run("project.retry", { projectId }, owner));
  expect(await ground.ended(retried.operationId, owner)).toMatchObject({ state: "succeeded" });
  expect(await ground.read(projectId, owner)).toMatchObject({ status: "running" });
  expect(await countProjects(ground, "heavy")).toBe(1);
  heavyId = projectId;
}, 120_000);

test("with no room left at all a creation fails for that reason, and a workspace can still be removed to make some", async ({
  skip,
}) => {
  if (refusal !== null) skip(refusal);
  await run("dd", ["if=/dev/zero", `of=${join(workspaces, ".filler")}`, "bs=64k"]).catch(() => undefined);
  const { projectId, operationId } = acceptedOf(
    await ground.run("project.create", { name: "No room", source: { type: "empty" } }, owner),
  );
  const failed = await ground.ended(operationId, owner);
  expect(failed.error?.message).toBe(
    "The workspace could not be created: there is no space left on the disk.",
  );
  const { id } = await workspaceOf(ground, heavyId);
  const runtime = await runtimeFor("local");
  await runtime.remove(id, { keepData: false });
  expect(await readdir(workspaces)).not.toContain(id);
  const retried = acceptedOf(await ground.run("project.retry", { projectId }, owner));
  expect(await ground.ended(retried.operationId, owner)).toMatchObject({ state: "succeeded" });
}, 120_000);
