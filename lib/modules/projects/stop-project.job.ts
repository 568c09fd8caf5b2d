import { stopProject } from "#lib/modules/projects/stop-project.ts";
import { wish } from "#lib/modules/workspaces/life.ts";
import { findWorkspaceOfProject } from "#lib/modules/workspaces/of-project.ts";
import { stopWithRuns } from "#lib/modules/workspaces/stop-with-runs.ts";
import { handler } from "#lib/operations/handler.ts";

export const runStopProject = handler(
  stopProject,
  ({ facts: { workspace }, ...context }) => stopWithRuns(workspace, context),
  {
    async failed(tx, { input: { projectId } }) {
      const workspace = await findWorkspaceOfProject(tx, projectId);
      if (workspace?.observedState === "running") await wish(tx, workspace, "running");
    },
  },
);
