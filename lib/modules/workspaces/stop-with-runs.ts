import { interruptAgents, interruptRuns } from "#lib/modules/runs/interrupt-runs.ts";
import { stopInRuntime, writeStopped } from "#lib/modules/workspaces/life.ts";
import type { WorkspaceRow } from "#lib/modules/workspaces/store.ts";
import type { WorkContext } from "#lib/operations/handler.ts";

/** The work of a stop, whether the project or its workspace was named: the agents' runs first, then the workspace. */
export async function stopWithRuns(
  workspace: WorkspaceRow,
  { platform, actor, signal, step, close }: Omit<WorkContext<unknown, unknown>, "input" | "facts">,
): Promise<void> {
  const { projectId } = workspace;
  const reason = `The workspace was stopped by ${actor.name}.`;
  await step("Stop the workspace", async () => {
    await interruptAgents(platform, projectId, reason);
    await stopInRuntime(workspace, { platform, signal });
  });
  await close(async (tx) => {
    // One may have been asked for meanwhile.
    await interruptRuns(tx, projectId, reason);
    await writeStopped(tx, workspace);
  });
}
