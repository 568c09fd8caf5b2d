import {
  reachInRuntime,
  startInRuntime,
  writeStarted,
  writeStartFailed,
} from "#lib/modules/workspaces/life.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { restartWorkspace } from "#lib/modules/workspaces/restart-workspace.ts";
import { findWorkspace } from "#lib/modules/workspaces/store.ts";
import { handler } from "#lib/operations/handler.ts";
import { shutDown } from "#lib/providers/workspaced/terminals.ts";

export const runRestartWorkspace = handler(
  restartWorkspace,
  async ({ facts: { workspace }, step, platform, signal, close }) => {
    await step("End the helper", async () => {
      const address = await reachInRuntime(workspace, { platform, signal });
      await withWorkspace(address, () => shutDown(address, { endTerminals: false }, { signal }));
    });
    await step(
      "Start the workspace",
      async () => void (await startInRuntime(workspace, { platform, signal })),
    );
    const observed = await startInRuntime(workspace, { platform, signal });
    await close((tx) => writeStarted(tx, workspace, observed));
  },
  {
    async failed(tx, { input: { workspaceId }, ...failure }) {
      const workspace = await findWorkspace(tx, workspaceId);
      if (workspace) await writeStartFailed(tx, workspace, failure);
    },
  },
);
