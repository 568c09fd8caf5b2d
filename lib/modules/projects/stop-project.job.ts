import { stopProject } from "#lib/modules/projects/stop-project.ts";
import { stopInRuntime, wish, writeStopped } from "#lib/modules/workspaces/life.ts";
import { findWorkspaceOfProject } from "#lib/modules/workspaces/of-project.ts";
import { handler } from "#lib/operations/handler.ts";

export const runStopProject = handler(
  stopProject,
  async ({ facts: { workspace }, step, platform, signal, close }) => {
    await step("Stop the workspace", () => stopInRuntime(workspace, { platform, signal }));
    await close((tx) => writeStopped(tx, workspace));
  },
  {
    async failed(tx, { input: { projectId } }) {
      const workspace = await findWorkspaceOfProject(tx, projectId);
      if (workspace?.observedState === "running") await wish(tx, workspace, "running");
    },
  },
);
