import { bringBack } from "#lib/modules/workspaces/bring-back.ts";
import { writeStartFailed } from "#lib/modules/workspaces/life.ts";
import { startWorkspace } from "#lib/modules/workspaces/start-workspace.ts";
import { findWorkspace } from "#lib/modules/workspaces/store.ts";
import { handler } from "#lib/operations/handler.ts";

export const runStartWorkspace = handler(
  startWorkspace,
  ({ facts: { workspace, project }, ...work }) => bringBack({ workspace, project }, work),
  {
    async failed(tx, { input: { workspaceId }, ...failure }) {
      const workspace = await findWorkspace(tx, workspaceId);
      if (workspace) await writeStartFailed(tx, workspace, failure);
    },
  },
);
