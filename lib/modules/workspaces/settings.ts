import { invalid } from "#lib/kernel/errors.ts";
import { limitsOf } from "#lib/modules/workspaces/life.ts";
import { idleStopMsOf } from "#lib/modules/workspaces/rules.ts";
import type {
  SettingsInForce,
  WorkspaceCapabilities,
  WorkspaceSettings,
} from "#lib/modules/workspaces/schema.ts";
import type { ProjectRow, WorkspaceRow } from "#lib/modules/workspaces/store.ts";
import { capabilitiesOfKind } from "#lib/providers/runtimes/registry.ts";

/** What a project's workspace is made of, as it is in force where it runs. */

/** What the screens may offer; of a kind that this version has no driver for, nothing. */
export function capabilitiesOf(kind: WorkspaceRow["runtime"]): WorkspaceCapabilities {
  const known = capabilitiesOfKind(kind);
  return {
    isIsolated: known?.isIsolated ?? false,
    resourceLimits: known?.resourceLimits ?? false,
    // What is walled off is made from an image.
    images: known?.isIsolated ?? false,
    stats: known?.stats ?? false,
    logs: known?.logs ?? false,
  };
}

/** Whether a folder of the server's machine can be the source of what runs there. */
export const hasFolderSources = (kind: WorkspaceRow["runtime"]): boolean =>
  capabilitiesOfKind(kind)?.folderSources ?? false;

export function settingsInForce(
  { runtime, workspaceSettings }: Pick<ProjectRow, "runtime" | "workspaceSettings">,
  { resourceLimits, images }: WorkspaceCapabilities,
): SettingsInForce {
  const limits = limitsOf(workspaceSettings);
  const unlimited = { cpus: null, memoryBytes: null, processesMax: null };
  return {
    image: images ? (workspaceSettings.image ?? null) : null,
    ...(resourceLimits ? limits : unlimited),
    idleStopMs: idleStopMsOf(runtime, workspaceSettings),
  };
}

/** True where it was made from another image than its project names now. */
export const needsRebuild = (
  { image, observedState }: Pick<WorkspaceRow, "image" | "observedState">,
  settings: SettingsInForce,
): boolean => observedState !== "removed" && observedState !== "creating" && image !== settings.image;

/** Throws a VALIDATION_ERROR for what the runtime could not keep; `place` is where the fields stand in the input. */
export function checkSettings(
  runtime: string,
  settings: WorkspaceSettings,
  { resourceLimits, images }: WorkspaceCapabilities,
  place = "",
): void {
  if (!images && settings.image) {
    throw invalid(`${place}image`, `the ${runtime} runtime uses no images; leave it out`);
  }
  for (const field of ["cpus", "memoryBytes", "processesMax"] as const) {
    const isAsked = settings[field] !== undefined && settings[field] !== null;
    if (!resourceLimits && isAsked) {
      throw invalid(`${place}${field}`, `the ${runtime} runtime keeps no limits; leave it out`);
    }
  }
}
