import { projectMembers, projects, workspaces } from "#drizzle/schema/projects.ts";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import { newId } from "#lib/kernel/ids.ts";
import { TerminalRef } from "#lib/modules/terminals/schema.ts";
import { newAccessToken, openAccessToken } from "#lib/modules/workspaces/access-token.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { startTestWorkspace, type TestWorkspace } from "#workspaced/test-workspace.ts";

export interface TestProject extends TestPlatform {
  workspace: TestWorkspace;
  workspaceId: string;
  projectId: string;
  owner: Actor;
  member(access: "write" | "read"): Promise<Actor>;
  /** Opens a terminal as the owner. */
  openTerminal(name?: string): Promise<TerminalRef>;
}

/** For tests: a project whose workspace is a real workspaced, as a runtime would have left it in the database. */
export async function startTestProject(): Promise<TestProject> {
  const base = await testPlatform();
  const { platform } = base;
  const { orm } = platform.database;
  const owner = await base.person("owner");
  const [projectId, workspaceId] = [newId(), newId()];
  const accessToken = newAccessToken(platform.masterKey, workspaceId);
  const token = openAccessToken(platform.masterKey, { id: workspaceId, accessToken });
  const workspace = await startTestWorkspace({ token });
  await orm.insert(projects).values({
    id: projectId,
    slug: "harbor",
    name: "Harbor",
    type: "other",
    status: "running",
    source: { type: "empty" },
    runtime: "local",
    createdBy: owner.id,
  });
  await orm.insert(workspaces).values({
    id: workspaceId,
    projectId,
    runtime: "local",
    desiredState: "running",
    observedState: "running",
    address: workspace.address.baseUrl,
    accessToken,
  });
  return {
    ...base,
    workspace,
    workspaceId,
    projectId,
    owner,
    async member(access) {
      const person = await base.person("member");
      await orm.insert(projectMembers).values({ projectId, userId: person.id, access });
      return person;
    },
    async openTerminal(name) {
      return TerminalRef.parse(
        resultOf(await base.run("terminal.open", { workspaceId, ...(name && { name }) }, owner)),
      );
    },
    async drop() {
      await workspace.close();
      await base.drop();
    },
  };
}

export function resultOf(answer: CommandAnswer): unknown {
  if (answer.outcome === "done") return answer.result;
  throw new Error(`not done but ${JSON.stringify(answer)}`);
}
