import { discardProject } from "#lib/modules/projects/discard-project.ts";
import { removeProject } from "#lib/modules/projects/remove-project.ts";
import { removeFromRuntime } from "#lib/modules/workspaces/life.ts";
import { handler } from "#lib/operations/handler.ts";

export const runDiscardProject = handler(
  discardProject,
  async ({ facts: { project, workspace }, operationId, step, signal, close }) => {
    await step("Remove what is left", () => removeFromRuntime(workspace, signal));
    await close((tx) => removeProject(tx, project, operationId));
  },
);
