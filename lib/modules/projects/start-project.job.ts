import { startProject } from "#lib/modules/projects/start-project.ts";
import { startInRuntime, writeStarted, writeStartFailed } from "#lib/modules/workspaces/life.ts";
import { findWorkspaceOfProject } from "#lib/modules/workspaces/of-project.ts";
import { handler } from "#lib/operations/handler.ts";

export const runStartProject = handler(
  startProject,
  async ({ facts: { workspace }, step, signal, close }) => {
    await step("Start the workspace", async () => void (await startInRuntime(workspace, { signal })));
    const observed = await startInRuntime(workspace, { signal });
    await close((tx) => writeStarted(tx, workspace, observed));
  },
  {
    async failed(tx, { input: { projectId }, message }) {
      const workspace = await findWorkspaceOfProject(tx, projectId);
      if (workspace) await writeStartFailed(tx, workspace, message);
    },
  },
);
