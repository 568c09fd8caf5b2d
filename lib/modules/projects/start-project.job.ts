import { startProject } from "#lib/modules/projects/start-project.ts";
import { bringBack } from "#lib/modules/workspaces/bring-back.ts";
import { writeStartFailed } from "#lib/modules/workspaces/life.ts";
import { findWorkspaceOfProject } from "#lib/modules/workspaces/of-project.ts";
import { handler } from "#lib/operations/handler.ts";

export const runStartProject = handler(
  startProject,
  ({ facts: { workspace, project }, ...work }) => bringBack({ workspace, project }, work),
  {
    async failed(tx, { input: { projectId }, ...failure }) {
      const workspace = await findWorkspaceOfProject(tx, projectId);
      if (workspace) await writeStartFailed(tx, workspace, failure);
    },
  },
);
