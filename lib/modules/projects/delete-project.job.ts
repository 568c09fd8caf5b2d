import { deleteProject } from "#lib/modules/projects/delete-project.ts";
import { removeProject } from "#lib/modules/projects/remove-project.ts";
import { removeFromRuntime } from "#lib/modules/workspaces/life.ts";
import { handler } from "#lib/operations/handler.ts";

export const runDeleteProject = handler(
  deleteProject,
  async ({ facts: { project, workspace }, operationId, step, signal, close }) => {
    await step("Remove the workspace", () => removeFromRuntime(workspace, signal));
    await close((tx) => removeProject(tx, project, operationId));
  },
);
