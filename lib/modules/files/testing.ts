import { projects, workspaces } from "#drizzle/schema/projects.ts";
import { verbByName } from "#lib/commands.ts";
import { newId } from "#lib/kernel/ids.ts";
import { type Query, runQuery } from "#lib/operations/query.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { seal } from "#lib/platform/secrets/seal.ts";
import { startTestWorkspace, type TestWorkspace } from "#workspaced/test-workspace.ts";

/** For tests: the real product with one project, whose workspace is a real workspaced. */
export interface TestPlace {
  product: TestPlatform;
  workspace: TestWorkspace;
  workspaceId: string;
  projectId: string;
  owner: Actor;
  /** Runs a command on the workspace as its owner. */
  run(name: string, input: Record<string, unknown>, actor?: Actor): ReturnType<TestPlatform["run"]>;
  /** Asks a query about the workspace. */
  ask(name: string, input: Record<string, unknown>, actor?: Actor): Promise<unknown>;
  close(): Promise<void>;
}

export async function testPlace(variables: Record<string, string> = {}): Promise<TestPlace> {
  const [product, workspace] = await Promise.all([testPlatform(variables), startTestWorkspace()]);
  const { platform } = product;
  const owner = await product.person("owner", "Ada Lovelace");
  const projectId = newId();
  const workspaceId = newId();
  await platform.database.orm.insert(projects).values({
    id: projectId,
    slug: projectId,
    name: "harbor",
    type: "other",
    status: "running",
    source: { type: "empty" },
    runtime: "local",
    defaultBranch: "main",
    createdBy: owner.id,
  });
  await platform.database.orm.insert(workspaces).values({
    id: workspaceId,
    projectId,
    runtime: "local",
    desiredState: "running",
    observedState: "running",
    address: workspace.address.baseUrl,
    accessToken: seal(platform.masterKey, `workspaces:${workspaceId}:access_token`, workspace.address.token),
  });
  return {
    product,
    workspace,
    workspaceId,
    projectId,
    owner,
    run: (name, input, actor = owner) => product.run(name, { workspaceId, ...input }, actor),
    async ask(name, input, actor = owner) {
      const verb = verbByName.get(name);
      if (verb?.kind !== "query") throw new Error(`There is no query ${name}.`);
      const context = { tx: platform.database.orm, actor, platform, signal: new AbortController().signal };
      return runQuery(verb as Query, { workspaceId, ...input }, context);
    },
    async close() {
      await product.drop();
      await workspace.close();
    },
  };
}
