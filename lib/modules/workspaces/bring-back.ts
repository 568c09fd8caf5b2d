import { removeLeft } from "#lib/modules/runs/left-worktrees.ts";
import {
  createInRuntime,
  isMissingInRuntime,
  limitInRuntime,
  prepareInRuntime,
  reachInRuntime,
  requireData,
  startInRuntime,
  type WorkspaceOfProject,
  writeStarted,
} from "#lib/modules/workspaces/life.ts";
import { capabilitiesOf } from "#lib/modules/workspaces/settings.ts";
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
  const { images: hasImage } = capabilitiesOf(workspace.runtime);
  const isMissing = await isMissingInRuntime(workspace, { signal });
  if (isMissing) {
    // Its image may be gone with it, and is then built first: that takes minutes, and has a log.
    await step(hasImage ? "Prepare the image" : "Look for its files", async () => {
      await requireData(workspace, { signal, log });
      await prepareInRuntime(made, { platform, signal, log });
    });
  }
  await step("Start the workspace", async () => {
    if (isMissing) await createInRuntime(made, { platform, signal });
    await startInRuntime(workspace, { platform, signal });
    // They may have been changed while it could not be told.
    await limitInRuntime(made, { signal });
  });
  // Asked again, for an earlier attempt may have made the step: it answers at once where it runs.
  const observed = await startInRuntime(workspace, { platform, signal });
  const address = () => reachInRuntime(workspace, { platform, signal });
  await removeLeft(workspace.id, { platform, address, step, log });
  await close((tx) => writeStarted(tx, workspace, observed));
}
