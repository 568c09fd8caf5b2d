import { wish } from "#lib/modules/workspaces/life.ts";
import { stopWithRuns } from "#lib/modules/workspaces/stop-with-runs.ts";
import { stopWorkspace } from "#lib/modules/workspaces/stop-workspace.ts";
import { findWorkspace } from "#lib/modules/workspaces/store.ts";
import { handler } from "#lib/operations/handler.ts";

export const runStopWorkspace = handler(
  stopWorkspace,
  ({ facts: { workspace }, ...context }) => stopWithRuns(workspace, context),
  {
    async failed(tx, { input: { workspaceId } }) {
      const workspace = await findWorkspace(tx, workspaceId);
      if (workspace?.observedState === "running") await wish(tx, workspace, "running");
    },
  },
);
