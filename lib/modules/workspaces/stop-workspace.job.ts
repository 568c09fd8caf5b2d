import { stopInRuntime, wish, writeStopped } from "#lib/modules/workspaces/life.ts";
import { stopWorkspace } from "#lib/modules/workspaces/stop-workspace.ts";
import { findWorkspace } from "#lib/modules/workspaces/store.ts";
import { handler } from "#lib/operations/handler.ts";

export const runStopWorkspace = handler(
  stopWorkspace,
  async ({ facts: { workspace }, step, platform, signal, close }) => {
    await step("Stop the workspace", () => stopInRuntime(workspace, { platform, signal }));
    await close((tx) => writeStopped(tx, workspace));
  },
  {
    async failed(tx, { input: { workspaceId } }) {
      const workspace = await findWorkspace(tx, workspaceId);
      if (workspace?.observedState === "running") await wish(tx, workspace, "running");
    },
  },
);
