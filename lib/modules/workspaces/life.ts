import { secret } from "#lib/kernel/secret.ts";
import { findRegistryLogin } from "#lib/modules/settings/find-registry-login.ts";
import { openAccessToken } from "#lib/modules/workspaces/access-token.ts";
import { lookAtLosses } from "#lib/modules/workspaces/look.ts";
import { seenFrom, tellChanged, writeSeen } from "#lib/modules/workspaces/observed.ts";
import { goneReason } from "#lib/modules/workspaces/rules.ts";
import { usualLimits } from "#lib/modules/workspaces/schema.ts";
import {
  changeWorkspace,
  followWorkspace,
  isAskedBySystem,
  type ProjectRow,
  type WorkspaceRow,
} from "#lib/modules/workspaces/store.ts";
import type { FailureContext } from "#lib/operations/handler.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import type { Observed, WorkspaceLimits, WorkspaceSource } from "#lib/providers/runtimes/port.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

/** What jobs do to a workspace through its runtime. Every call aims at an end state and may be repeated. */

interface Call {
  platform: Platform;
  signal: AbortSignal;
}

export interface WorkspaceOfProject {
  workspace: WorkspaceRow;
  project: Pick<ProjectRow, "id" | "slug" | "source" | "workspaceSettings">;
}

const lossesDeadlineMs = 20_000;

/** Makes sure of the image that it will be made from; a runtime without images has nothing to do. */
export async function prepareInRuntime(
  { workspace, project }: WorkspaceOfProject,
  { platform, signal, log }: Call & { log: (line: string) => void },
): Promise<void> {
  const runtime = await runtimeFor(workspace.runtime);
  const findLogin = findRegistryLogin(platform);
  await runtime.prepare({ image: project.workspaceSettings.image ?? null }, { signal, log, findLogin });
}

/** Makes it and starts nothing; gives what the driver knows it by. */
export async function createInRuntime(
  { workspace, project }: WorkspaceOfProject,
  { platform, signal }: Call,
): Promise<string> {
  const runtime = await runtimeFor(workspace.runtime);
  const image = project.workspaceSettings.image ?? null;
  const ref = await runtime.create(
    {
      workspaceId: workspace.id,
      projectId: project.id,
      slug: project.slug,
      token: secret(openAccessToken(platform.masterKey, workspace)),
      source: sourceOf(project.source),
      image,
      limits: limitsOf(project.workspaceSettings),
    },
    { signal },
  );
  await changeWorkspace(platform.database.orm, workspace.id, { runtimeRef: ref, image });
  return ref;
}

export const limitsOf = ({
  cpus,
  memoryBytes,
  processesMax,
}: ProjectRow["workspaceSettings"]): WorkspaceLimits => ({
  cpus: cpus ?? usualLimits.cpus,
  memoryBytes: memoryBytes ?? usualLimits.memoryBytes,
  processesMax: processesMax ?? usualLimits.processesMax,
});

/** Holds it to the limits of its project's settings, where its runtime keeps any. */
export async function limitInRuntime(
  { workspace, project }: { workspace: WorkspaceRow; project: Pick<ProjectRow, "workspaceSettings"> },
  { signal }: Pick<Call, "signal">,
): Promise<void> {
  const runtime = await runtimeFor(workspace.runtime);
  if (!runtime.capabilities.resourceLimits) return;
  await runtime.update(workspace.runtimeRef ?? workspace.id, limitsOf(project.workspaceSettings), { signal });
}

function sourceOf(source: ProjectRow["source"]): WorkspaceSource {
  if (source.type === "folder") return { type: "folder", path: String(source.path) };
  return { type: source.type === "git" ? "git" : "empty" };
}

/** Whether it was removed outside of Lockkeeper. */
export async function isMissingInRuntime(
  workspace: WorkspaceRow,
  { signal }: Pick<Call, "signal">,
): Promise<boolean> {
  const runtime = await runtimeFor(workspace.runtime);
  return (await runtime.observe(workspace.runtimeRef ?? workspace.id, { signal })).state === "missing";
}

/**
 * Throws where of a workspace that was removed outside of Lockkeeper no data is left either: an empty one in its place
 * would look like the old one.
 */
export async function requireData(
  workspace: WorkspaceRow,
  { signal, log }: Pick<Call, "signal"> & { log: (line: string) => void },
): Promise<void> {
  const runtime = await runtimeFor(workspace.runtime);
  const left = await runtime.listBelongings({ signal });
  const hasData = left.some(
    ({ kind, workspaceId }) => workspaceId === workspace.id && (kind === "volume" || kind === "folder"),
  );
  if (!hasData) throw new ProviderError(workspace.runtime, goneReason);
  log("It was removed outside of Lockkeeper; its files are there. It is made again around them.");
}

export async function startInRuntime(workspace: WorkspaceRow, { platform, signal }: Call): Promise<Observed> {
  const runtime = await runtimeFor(workspace.runtime);
  const ref = workspace.runtimeRef ?? workspace.id;
  await runtime.start(ref, { token: secret(openAccessToken(platform.masterKey, workspace)), signal });
  return runtime.observe(ref, { signal });
}

/** Where it answers; starts it again where it died since an earlier step. */
export async function reachInRuntime(
  workspace: WorkspaceRow,
  { platform, signal }: Call,
): Promise<WorkspacedAddress> {
  const runtime = await runtimeFor(workspace.runtime);
  const seen = await runtime.observe(workspace.runtimeRef ?? workspace.id, { signal });
  const { address } = seen.state === "running" ? seen : await startInRuntime(workspace, { platform, signal });
  if (!address) throw new Error("A workspace that runs has no address.");
  return { baseUrl: address, token: openAccessToken(platform.masterKey, workspace) };
}

/** Ends everything in it. What would be lost with it is looked at first: while it is stopped nobody can ask. */
export async function stopInRuntime(workspace: WorkspaceRow, { platform, signal }: Call): Promise<void> {
  await lookAtLosses(platform, workspace, lossesDeadlineMs).catch((error: unknown) => {
    signal.throwIfAborted();
    platform.log.warn({ err: error, workspaceId: workspace.id }, "the losses of a workspace are not known");
  });
  const runtime = await runtimeFor(workspace.runtime);
  await runtime.stop(workspace.runtimeRef ?? workspace.id, { signal });
}

/** Gone is removed. The files of a folder source are not touched. */
export async function removeFromRuntime(workspace: WorkspaceRow, signal?: AbortSignal): Promise<void> {
  const runtime = await runtimeFor(workspace.runtime);
  await runtime.remove(workspace.runtimeRef ?? workspace.id, { keepData: false, signal });
}

/** What is wanted of it from now on, inside `transact`; of a stop also why. */
export async function wish(
  tx: Tx,
  workspace: WorkspaceRow,
  desiredState: WorkspaceRow["desiredState"],
  stopCause: WorkspaceRow["stopCause"] = "asked",
): Promise<void> {
  await changeWorkspace(tx, workspace.id, {
    desiredState,
    stopCause: desiredState === "running" ? null : stopCause,
  });
  tellChanged(tx, workspace);
}

/** After a start: what is, together with the end of the operation. */
export async function writeStarted(tx: Tx, workspace: WorkspaceRow, observed: Observed): Promise<void> {
  await writeSeen(tx, workspace, seenFrom(observed));
  tellChanged(tx, workspace);
}

/** After a creation: from now on the reconciler looks after it. */
export async function writeCameUp(tx: Tx, workspace: WorkspaceRow, observed: Observed): Promise<void> {
  await changeWorkspace(tx, workspace.id, { desiredState: "running" });
  await writeStarted(tx, workspace, observed);
}

/** After a removal: nothing of it is left, and nothing is known of it any more. */
export async function writeRemoved(tx: Tx, workspace: WorkspaceRow): Promise<void> {
  await changeWorkspace(tx, workspace.id, {
    desiredState: "removed",
    observedState: "removed",
    observedReason: null,
    observedActivity: null,
    observedLosses: null,
    address: null,
    startedAt: null,
    stopCause: null,
    runtimeRef: null,
  });
  // What came up once is never cleared away as a creation that failed.
  const project = { status: "stopped", statusReason: null, creationOperationId: null } as const;
  await followWorkspace(tx, workspace.projectId, project);
  tellChanged(tx, workspace);
}

const seenStopped = {
  observedState: "stopped",
  observedReason: null,
  address: null,
  startedAt: null,
} as const;

export async function writeStopped(tx: Tx, workspace: WorkspaceRow): Promise<void> {
  await writeSeen(tx, workspace, seenStopped);
  tellChanged(tx, workspace);
}

/**
 * A start that a person asked for and that failed is not tried again by itself. What the product itself asked for
 * should still run: the reconciler tries again, later each time.
 */
export async function writeStartFailed(
  tx: Tx,
  workspace: WorkspaceRow,
  { message, operationId, isUntried }: Pick<FailureContext<unknown>, "message" | "operationId" | "isUntried">,
): Promise<void> {
  const isBySystem = await isAskedBySystem(tx, operationId);
  if (isUntried) {
    // As it was before: wished for still, it would be started without the consent that is missing.
    if (!isBySystem) await wish(tx, workspace, workspace.observedState === "running" ? "running" : "stopped");
    return;
  }
  if (!isBySystem) {
    await changeWorkspace(tx, workspace.id, { desiredState: "stopped", stopCause: "asked" });
  }
  await writeSeen(tx, workspace, { ...seenStopped, observedState: "failed", observedReason: message });
  tellChanged(tx, workspace);
}
