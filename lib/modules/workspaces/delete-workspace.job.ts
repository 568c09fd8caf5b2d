import { loseRuns } from "#lib/modules/runs/lose-runs.ts";
import { deleteWorkspace } from "#lib/modules/workspaces/delete-workspace.ts";
import { removeFromRuntime, wish, writeRemoved } from "#lib/modules/workspaces/life.ts";
import { findWorkspace } from "#lib/modules/workspaces/store.ts";
import { handler } from "#lib/operations/handler.ts";

export const runDeleteWorkspace = handler(
  deleteWorkspace,
  async ({ facts: { workspace, project }, step, signal, close }) => {
    await step("Remove the workspace", () => removeFromRuntime(workspace, signal));
    await close(async (tx) => {
      await loseRuns(tx, project.id, "Its workspace was removed, and this work with it.");
      await writeRemoved(tx, workspace);
    });
  },
  {
    async failed(tx, { input: { workspaceId } }) {
      const workspace = await findWorkspace(tx, workspaceId);
      const isUp = workspace?.observedState === "running";
      if (workspace?.desiredState === "removed") await wish(tx, workspace, isUp ? "running" : "stopped");
    },
  },
);
