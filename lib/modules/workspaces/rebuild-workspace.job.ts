import { interruptAgents, interruptRuns } from "#lib/modules/runs/interrupt-runs.ts";
import {
  createInRuntime,
  prepareInRuntime,
  startInRuntime,
  stopInRuntime,
  writeStarted,
  writeStartFailed,
  writeStopped,
} from "#lib/modules/workspaces/life.ts";
import { rebuildWorkspace } from "#lib/modules/workspaces/rebuild-workspace.ts";
import { findWorkspace } from "#lib/modules/workspaces/store.ts";
import { handler } from "#lib/operations/handler.ts";
import { transact } from "#lib/platform/db/transact.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

/** The image first: where it cannot be had, nothing was interrupted. A failure after that brings the old one back. */
export const runRebuildWorkspace = handler(
  rebuildWorkspace,
  async ({ facts: { workspace, project }, actor, platform, step, log, signal, close }) => {
    const reason = `The workspace was rebuilt by ${actor.name}.`;
    const ref = workspace.runtimeRef ?? workspace.id;
    const runtime = await runtimeFor(workspace.runtime);
    const call = { platform, signal };
    await step("Prepare the image", () => prepareInRuntime({ workspace, project }, { ...call, log }));
    await step("Stop the workspace", async () => {
      await interruptAgents(platform, workspace.projectId, reason);
      await stopInRuntime(workspace, call);
      await transact(platform.database, (tx) => writeStopped(tx, workspace));
    });
    await step(
      "Take the old one away",
      () => runtime.remove(ref, { keepData: true, signal }),
      async () => {
        const before = { ...project.workspaceSettings, image: workspace.image };
        await createInRuntime({ workspace, project: { ...project, workspaceSettings: before } }, call);
      },
    );
    await step(
      "Create the workspace",
      () => createInRuntime({ workspace, project }, call),
      () => runtime.remove(ref, { keepData: true }),
    );
    await step("Start the workspace", async () => void (await startInRuntime(workspace, call)));
    const observed = await startInRuntime(workspace, call);
    await close(async (tx) => {
      await interruptRuns(tx, workspace.projectId, reason);
      await writeStarted(tx, workspace, observed);
    });
  },
  {
    async failed(tx, { input: { workspaceId }, ...failure }) {
      const workspace = await findWorkspace(tx, workspaceId);
      if (workspace) await writeStartFailed(tx, workspace, failure);
    },
  },
);
