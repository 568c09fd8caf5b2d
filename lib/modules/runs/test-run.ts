import { projects, workspaces } from "#drizzle/schema/projects.ts";
import { type runs, tasks } from "#drizzle/schema/tasks.ts";
import { newId } from "#lib/kernel/ids.ts";
import { insertRun, type RunRow } from "#lib/modules/runs/store.ts";
import type { TestPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { newGatewayToken } from "#lib/platform/auth/run-key.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";

/** For tests: the rows of a run that nobody works on, with its token for the gateway. */
export async function makeRun(
  { platform }: Pick<TestPlatform, "platform">,
  owner: Actor,
  change: Partial<typeof runs.$inferInsert> = {},
): Promise<{ run: RunRow; token: string; title: string }> {
  const { orm } = platform.database;
  const id = newId();
  const title = "Paint the wall";
  const projectId = change.projectId ?? (await makeProject());
  const taskId = newId();
  await orm.insert(tasks).values({
    id: taskId,
    projectId,
    number: 1,
    title,
    description: "",
    status: "in_progress",
    currentRunId: id,
  });
  const token = newGatewayToken(platform.masterKey, id);
  const run = await insertRun(orm, {
    id,
    projectId,
    taskId,
    ordinal: 1,
    state: "running",
    provider: "custom",
    model: "scripted",
    configVersion: 0,
    branch: "task/1-paint-the-wall",
    worktree: "task-1",
    baseBranch: "main",
    gatewayTokenHash: hashToken(token),
    lastSequence: 0,
    ...change,
  });
  return { run, token, title };

  async function makeProject(): Promise<string> {
    const projectId = newId();
    await orm.insert(projects).values({
      id: projectId,
      slug: projectId,
      name: "Harbor",
      type: "other",
      status: "running",
      source: { type: "empty" },
      runtime: "local",
      createdBy: owner.userId ?? "",
    });
    await orm.insert(workspaces).values({
      id: newId(),
      projectId,
      runtime: "local",
      desiredState: "stopped",
      observedState: "stopped",
      accessToken: "none",
    });
    return projectId;
  }
}
