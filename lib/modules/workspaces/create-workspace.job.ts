import { bringUpFrom, giveUpOn } from "#lib/modules/projects/bring-up.ts";
import { createWorkspace } from "#lib/modules/workspaces/create-workspace.ts";
import { findWorkspaceAndProject, findWorkspaceOf } from "#lib/modules/workspaces/store.ts";
import { handler } from "#lib/operations/handler.ts";

export const runCreateWorkspace = handler(createWorkspace, (context) => bringUpFrom(context, context.facts), {
  async failed(tx, { input: { projectId }, message }) {
    const workspace = await findWorkspaceOf(tx, projectId);
    const made = workspace && (await findWorkspaceAndProject(tx, workspace.id));
    if (made) await giveUpOn(tx, made, message);
  },
});
