import { wish } from "#lib/modules/workspaces/life.ts";
import { restWorkspace } from "#lib/modules/workspaces/rest-workspace.ts";
import { stopWithRuns } from "#lib/modules/workspaces/stop-with-runs.ts";
import { findWorkspace } from "#lib/modules/workspaces/store.ts";
import { handler } from "#lib/operations/handler.ts";

export const runRestWorkspace = handler(
  restWorkspace,
  ({ facts: { workspace }, ...context }) => stopWithRuns(workspace, context),
  {
    async failed(tx, { input: { workspaceId } }) {
      const workspace = await findWorkspace(tx, workspaceId);
      if (workspace?.stopCause === "idle" && workspace.observedState === "running")
        await wish(tx, workspace, "running");
    },
  },
);
