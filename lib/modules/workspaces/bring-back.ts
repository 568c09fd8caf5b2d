import { removeLeft } from "#lib/modules/runs/left-worktrees.ts";
import {
  mendInRuntime,
  reachInRuntime,
  startInRuntime,
  type WorkspaceOfProject,
  writeStarted,
} from "#lib/modules/workspaces/life.ts";
import type { WorkContext } from "#lib/operations/handler.ts";

/** The work of a start: the workspace runs, rid of what it was still to give up, and what is gets written down. */
export async function bringBack(
  made: WorkspaceOfProject,
  {
    platform,
    step,
    log,
    signal,
    close,
  }: Pick<WorkContext<unknown, unknown>, "platform" | "step" | "log" | "signal" | "close">,
): Promise<void> {
  const { workspace } = made;
  await step("Start the workspace", async () => {
    await mendInRuntime(made, { platform, signal, log });
    await startInRuntime(workspace, { platform, signal });
  });
  // Asked again, for an earlier attempt may have made the step: it answers at once where it runs.
  const observed = await startInRuntime(workspace, { platform, signal });
  const address = () => reachInRuntime(workspace, { platform, signal });
  await removeLeft(workspace.id, { platform, address, step, log });
  await close((tx) => writeStarted(tx, workspace, observed));
}
