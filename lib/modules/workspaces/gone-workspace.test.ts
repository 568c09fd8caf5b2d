import { access, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type ProjectGround, projectGround, workspaceOf } from "#lib/modules/projects/test-projects.ts";
import { createReconciler } from "#lib/modules/workspaces/reconcile-workspaces.ts";
import { goneReason } from "#lib/modules/workspaces/rules.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

let ground: ProjectGround;
let owner: Actor;

beforeAll(async () => {
  ground = await projectGround();
  owner = await ground.person("owner");
  await ground.startWorker();
});
afterAll(() => ground?.drop());
afterEach(() => vi.restoreAllMocks());

const folderOf = (id: string) => dirname(ground.filesOf(id));
const makeAgain = (projectId: string) => ground.run("workspace.create", { projectId }, owner);
const lookRound = () => createReconciler(ground.platform).round(AbortSignal.timeout(20_000));
const startsOf = async (projectId: string, id: string) => {
  const { sql } = ground.platform.database;
  return sql`select id from operations where target_id in (${projectId}, ${id}) and command ~ '[.]start$'`;
};

/** Its programs end, and it is as on a machine that never had it: the row says that it should run. */
async function comeUp(name: string) {
  const projectId = await ground.createRunning(owner, name);
  const { id } = await workspaceOf(ground, projectId);
  await (await runtimeFor("local")).stop(id);
  return { projectId, id };
}

test("a workspace of which nothing is left is not started over and over, and is made again at once", async () => {
  const { projectId, id } = await comeUp("Restored elsewhere");
  await rm(folderOf(id), { recursive: true });
  await lookRound();
  await lookRound();
  expect(await workspaceOf(ground, projectId)).toMatchObject({
    desiredState: "running",
    observedState: "failed",
    observedReason: goneReason,
  });
  expect(await startsOf(projectId, id)).toHaveLength(0);
  expect(await ground.read(projectId, owner)).toMatchObject({ workspace: { id, isGone: true } });
  const answer = await makeAgain(projectId);
  expect(answer).toMatchObject({ outcome: "accepted" });
  const made = await ground.ended(answer.outcome === "accepted" ? answer.operation.id : "", owner);
  expect(made, JSON.stringify(made)).toMatchObject({ state: "succeeded", level: "LOW" });
  const after = await ground.read(projectId, owner);
  expect(after).toMatchObject({ status: "running", workspace: { state: "running", isGone: false } });
  expect(after.workspace?.id).not.toBe(id);
});

test("where data is left no other one is made in its place, also where it was gone when it was seen last", async () => {
  const { projectId, id } = await comeUp("Still there");
  const aside = `${folderOf(id)}.aside`;
  await writeFile(join(ground.filesOf(id), "draft.txt"), "nowhere else");
  await rename(folderOf(id), aside);
  await lookRound();
  expect(await workspaceOf(ground, projectId)).toMatchObject({ observedReason: goneReason });
  await rename(aside, folderOf(id));
  expect(await makeAgain(projectId)).toMatchObject({ error: { type: "CONFLICT" } });
  const removal = await ground.run("workspace.delete", { workspaceId: id }, owner, {
    reason: "to begin anew",
  });
  expect(removal).toMatchObject({ outcome: "held", operation: { level: "HIGH", typedName: true } });
  await access(join(ground.filesOf(id), "draft.txt"));
  await lookRound();
  expect(await ground.read(projectId, owner)).toMatchObject({ workspace: { id, isGone: false } });
});

test("a runtime that lost the workspace and holds its data says so, and is started around it as before", async () => {
  const { projectId, id } = await comeUp("Data alone");
  const runtime = await runtimeFor("local");
  vi.spyOn(runtime, "observe").mockResolvedValue({ ref: id, state: "missing" });
  await lookRound();
  expect(await workspaceOf(ground, projectId)).toMatchObject({
    observedState: "failed",
    observedReason: "The runtime no longer knows this workspace.",
  });
  expect(await makeAgain(projectId)).toMatchObject({ error: { type: "CONFLICT" } });
  expect(await startsOf(projectId, id)).not.toHaveLength(0);
});

test("a runtime that does not answer is no word that a workspace is gone", async () => {
  const { projectId, id } = await comeUp("Out of reach");
  await rm(folderOf(id), { recursive: true });
  const runtime = await runtimeFor("local");
  const away = { ref: id, state: "unreachable" as const, reason: "It does not answer.", isRuntimeAway: true };
  vi.spyOn(runtime, "observe").mockResolvedValue(away);
  expect(await makeAgain(projectId)).toMatchObject({ error: { type: "CONFLICT" } });
  vi.restoreAllMocks();
  vi.spyOn(runtime, "listBelongings").mockRejectedValue(new Error("The list cannot be had."));
  await lookRound();
  expect(await ground.read(projectId, owner)).toMatchObject({ workspace: { id, isGone: false } });
  expect(await makeAgain(projectId)).toMatchObject({ error: { type: "CONFLICT" } });
});
