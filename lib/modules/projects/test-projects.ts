import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { eq } from "drizzle-orm";
import { expect, vi } from "vitest";
import { projects, workspaces } from "#drizzle/schema/projects.ts";
import type { CommandAnswer, OperationView } from "#lib/kernel/answer.ts";
import { readProject } from "#lib/modules/projects/read-project.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";
import { runQuery } from "#lib/operations/query.ts";
import { readOperation } from "#lib/operations/read-operation.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

const run = promisify(execFile);

/** A platform whose local runtime lies in its own home, and repositories to begin from. */
export interface ProjectGround extends TestPlatform {
  folder: string;
  /** A repository with one commit on `main`, and its path. */
  repository(name: string): Promise<string>;
  git(cwd: string, ...args: string[]): Promise<string>;
  /** The folder of a workspace's files. */
  filesOf(workspaceId: string): string;
  read(projectId: string, actor: Actor): Promise<ProjectView>;
  operation(id: string, actor: Actor): Promise<OperationView>;
  /** Waits until an operation has ended, and gives it. */
  ended(id: string, actor: Actor): Promise<OperationView>;
  /** Makes a project, empty unless said otherwise, and waits until it runs; needs a worker. Gives its id. */
  createRunning(actor: Actor, name: string, source?: object): Promise<string>;
}

export async function projectGround(variables: Record<string, string> = {}): Promise<ProjectGround> {
  const ground = await testPlatform(variables);
  // The local driver is one per process and reads the process's own variables.
  process.env.LOCKKEEPER_HOME = ground.home;
  process.env.LOG_LEVEL = "silent";
  const folder = await realpath(await mkdtemp(join(tmpdir(), "lockkeeper-sources-")));
  const git = async (cwd: string, ...args: string[]) => (await run("git", args, { cwd })).stdout.trim();
  const context = (actor: Actor) => ({
    tx: ground.platform.database.orm,
    actor,
    platform: ground.platform,
    signal: AbortSignal.timeout(20_000),
  });
  const operation = (id: string, actor: Actor) =>
    runQuery(readOperation, { operationId: id }, context(actor));
  const ended = (id: string, actor: Actor) =>
    vi.waitFor(async () => {
      const view = await operation(id, actor);
      if (!["queued", "running"].includes(view.state)) return view;
      throw new Error(`The operation ${view.command} is still ${view.state}: ${JSON.stringify(view)}`);
    }, 60_000);
  return {
    ...ground,
    folder,
    git,
    filesOf: (workspaceId) => join(ground.home, "workspaces", workspaceId, "files"),
    operation,
    ended,
    async createRunning(actor, name, source = { type: "empty" }) {
      const { projectId, operationId } = acceptedOf(
        await ground.run("project.create", { name, source }, actor),
      );
      expect(await ended(operationId, actor)).toMatchObject({ state: "succeeded" });
      return projectId;
    },
    async repository(name) {
      const path = join(folder, name);
      await mkdir(path);
      await git(path, "init", "--quiet", "--initial-branch=main");
      await writeFile(join(path, "README.md"), `# ${name}\n`);
      await git(path, "add", "--all");
      const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
      await git(path, ...who, "commit", "--quiet", "--message=First");
      return path;
    },
    read: (projectId, actor) => runQuery(readProject, { projectId }, context(actor)),
    async drop() {
      const runtime = await runtimeFor("local");
      for (const { ref } of await runtime.list()) await runtime.remove(ref, { keepData: false });
      await ground.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The ids of an answer that made or is making a project. */
export function acceptedOf(answer: CommandAnswer): { projectId: string; operationId: string } {
  expect(answer).toMatchObject({ outcome: "accepted", result: { project: { id: expect.any(String) } } });
  if (answer.outcome !== "accepted") throw new Error("It was not accepted.");
  const { project } = answer.result as { project: { id: string } };
  return { projectId: project.id, operationId: answer.operation.id };
}

export async function workspaceOf({ platform }: TestPlatform, projectId: string) {
  const [row] = await platform.database.orm
    .select()
    .from(workspaces)
    .where(eq(workspaces.projectId, projectId));
  if (!row) throw new Error("The project has no workspace.");
  return row;
}

export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

export const countProjects = async ({ platform }: TestPlatform, slug: string): Promise<number> =>
  (await platform.database.orm.select().from(projects).where(eq(projects.slug, slug))).length;
