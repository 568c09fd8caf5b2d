import { startProject } from "#lib/modules/projects/start-project.ts";
import { removeLeft } from "#lib/modules/runs/left-worktrees.ts";
import {
  reachInRuntime,
  startInRuntime,
  writeStarted,
  writeStartFailed,
} from "#lib/modules/workspaces/life.ts";
import { findWorkspaceOfProject } from "#lib/modules/workspaces/of-project.ts";
import { handler } from "#lib/operations/handler.ts";

export const runStartProject = handler(
  startProject,
  async ({ facts: { workspace }, platform, step, log, signal, close }) => {
    await step("Start the workspace", async () => void (await startInRuntime(workspace, { signal })));
    const observed = await startInRuntime(workspace, { signal });
    const address = () => reachInRuntime(workspace, { platform, signal });
    await removeLeft(workspace.id, { platform, address, step, log });
    await close((tx) => writeStarted(tx, workspace, observed));
  },
  {
    async failed(tx, { input: { projectId }, message }) {
      const workspace = await findWorkspaceOfProject(tx, projectId);
      if (workspace) await writeStartFailed(tx, workspace, message);
    },
  },
);
