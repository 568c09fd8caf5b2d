import { isDeepStrictEqual } from "node:util";
import { configureWorkspace } from "#lib/modules/workspaces/configure-workspace.ts";
import { isMissingInRuntime, limitInRuntime, limitsOf } from "#lib/modules/workspaces/life.ts";
import { tellChanged } from "#lib/modules/workspaces/observed.ts";
import { hasComeUp } from "#lib/modules/workspaces/rules.ts";
import type { WorkspaceSettings } from "#lib/modules/workspaces/schema.ts";
import { capabilitiesOf, needsRebuild, settingsInForce } from "#lib/modules/workspaces/settings.ts";
import { type ProjectRow, writeSettings } from "#lib/modules/workspaces/store.ts";
import { handler } from "#lib/operations/handler.ts";
import { noteChange } from "#lib/operations/record.ts";

type Stored = ProjectRow["workspaceSettings"];

/** The limits first, for what the runtime refuses is not to stand in the settings. */
export const runConfigureWorkspace = handler(
  configureWorkspace,
  async ({ input, facts: { project, workspace }, operationId, step, signal, close }) => {
    const { projectId: _, ...asked } = input;
    const stored = settingsAfter(project.workspaceSettings, asked);
    const capabilities = capabilitiesOf(workspace.runtime);
    const isOther = !isDeepStrictEqual(limitsOf(project.workspaceSettings), limitsOf(stored));
    if (isOther && capabilities.resourceLimits && hasComeUp(workspace)) {
      await step("Take over the limits", async () => {
        // One that was removed outside gets them when it is made again.
        if (await isMissingInRuntime(workspace, { signal })) return;
        await limitInRuntime({ workspace, project: { workspaceSettings: stored } }, { signal });
      });
    }
    const before = settingsInForce(project, capabilities);
    const after = settingsInForce({ ...project, workspaceSettings: stored }, capabilities);
    await close(async (tx) => {
      await writeSettings(tx, project.id, stored);
      noteChange(tx, operationId, { before, after });
      tellChanged(tx, workspace);
      return { settings: after, needsRebuild: needsRebuild(workspace, after) };
    });
  },
);

/** What was not asked for stays. */
function settingsAfter(stored: Stored, asked: WorkspaceSettings): Stored {
  const {
    image = stored.image,
    cpus = stored.cpus,
    memoryBytes = stored.memoryBytes,
    processesMax = stored.processesMax,
    idleStopMs = stored.idleStopMs,
  } = asked;
  return { image, cpus, memoryBytes, processesMax, idleStopMs };
}
