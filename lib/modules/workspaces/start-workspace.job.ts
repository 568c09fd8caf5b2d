import { removeLeft } from "#lib/modules/runs/left-worktrees.ts";
import {
  reachInRuntime,
  startInRuntime,
  writeStarted,
  writeStartFailed,
} from "#lib/modules/workspaces/life.ts";
import { startWorkspace } from "#lib/modules/workspaces/start-workspace.ts";
import { findWorkspace } from "#lib/modules/workspaces/store.ts";
import { handler } from "#lib/operations/handler.ts";

export const runStartWorkspace = handler(
  startWorkspace,
  async ({ facts: { workspace }, platform, step, log, signal, close }) => {
    await step("Start the workspace", async () => void (await startInRuntime(workspace, { signal })));
    // Asked again, for an earlier attempt may have made the step: it answers at once where it runs.
    const observed = await startInRuntime(workspace, { signal });
    const address = () => reachInRuntime(workspace, { platform, signal });
    await removeLeft(workspace.id, { platform, address, step, log });
    await close((tx) => writeStarted(tx, workspace, observed));
  },
  {
    async failed(tx, { input: { workspaceId }, message }) {
      const workspace = await findWorkspace(tx, workspaceId);
      if (workspace) await writeStartFailed(tx, workspace, message);
    },
  },
);
