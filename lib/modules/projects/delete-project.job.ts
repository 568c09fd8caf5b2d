import { deleteProject } from "#lib/modules/projects/delete-project.ts";
import { deleteProjectRow } from "#lib/modules/projects/store.ts";
import { removeFromRuntime } from "#lib/modules/workspaces/life.ts";
import { handler } from "#lib/operations/handler.ts";
import { publish } from "#lib/platform/db/transact.ts";

export const runDeleteProject = handler(
  deleteProject,
  async ({ facts: { project, workspace }, step, signal, close }) => {
    await step("Remove the workspace", () => removeFromRuntime(workspace, signal));
    await close(async (tx) => {
      await deleteProjectRow(tx, project.id);
      publish(tx, {
        topic: "projects",
        name: "project.deleted",
        subjectId: project.id,
        projectId: project.id,
      });
    });
  },
);
