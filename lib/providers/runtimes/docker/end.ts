import { setTimeout as wait } from "node:timers/promises";
import type { RuntimeRef } from "../port.ts";
import type { DockerContext } from "./context.ts";
import { removeUnusedNetwork } from "./ensure-network.ts";
import { dockerError, isConflict, unlessMissing, unlessSo } from "./failures.ts";
import { type Container, findContainer } from "./find-container.ts";
import { isRef, type Labels, labels, nameOf } from "./names.ts";
import { leaveNetwork } from "./own-container.ts";
import { unwanted } from "./restart-policies.ts";
import { updateContainer } from "./update.ts";

/** What terminals and agents have to end by themselves; then the engine ends all of the container at once. */
const graceSeconds = 10;
const pollMs = 100;

const notOurs = (ref: RuntimeRef) => dockerError(`${ref} is not the reference of a workspace.`);

export async function stopWorkspace(
  context: DockerContext,
  ref: RuntimeRef,
  signal: AbortSignal,
): Promise<void> {
  if (!isRef(ref)) throw notOurs(ref);
  const found = await findContainer(context, ref, signal);
  if (found !== null) await unlessMissing(stopContainer(context, found, signal));
}

async function stopContainer(context: DockerContext, found: Container, signal: AbortSignal): Promise<void> {
  const { Id, State, HostConfig } = found;
  const container = context.engine.getContainer(Id);
  // First, so that the engine does not bring back what ends now.
  if (HostConfig.RestartPolicy.Name !== unwanted.Name) {
    await updateContainer(context, Id, { RestartPolicy: unwanted }, signal);
  }
  // What is frozen cannot hear that it should end.
  if (State.Status === "paused") await container.unpause({ abortSignal: signal });
  await unlessSo(container.stop({ t: graceSeconds, abortSignal: signal }));
  context.stopped.add(Id);
}

/** Container first, then what it used. The project's network goes with its last workspace. */
export async function removeWorkspace(
  context: DockerContext,
  ref: RuntimeRef,
  { keepData }: { keepData: boolean },
  signal: AbortSignal,
): Promise<void> {
  if (!isRef(ref)) throw notOurs(ref);
  const found = await findContainer(context, ref, signal);
  // Of a container that was removed outside the volume still says whose it was.
  const left = await findVolumeLabels(context, ref, signal);
  const projectId = (found?.Config.Labels ?? left)?.[labels.project];
  context.memoryLimits.delete(ref);
  if (found !== null) {
    // What its programs hold in memory gets to the volume.
    if (keepData) await stopContainer(context, found, signal);
    await removeContainer(context, found.Id, signal);
  }
  if (projectId !== undefined) {
    await leaveNetwork(context, projectId, signal);
    await removeUnusedNetwork(context, projectId, signal);
  }
  if (!keepData && left !== null) {
    await unlessMissing(context.engine.getVolume(nameOf(ref)).remove({ abortSignal: signal }));
  }
}

/** Null where there is none. Throws where it is another installation's. */
async function findVolumeLabels(
  { engine, installation }: DockerContext,
  ref: RuntimeRef,
  signal: AbortSignal,
): Promise<Labels | null> {
  const found = await unlessMissing(engine.getVolume(nameOf(ref)).inspect({ abortSignal: signal }));
  if (found === undefined) return null;
  if (found.Labels?.[labels.installation] !== installation) throw notOurs(ref);
  return found.Labels;
}

/** With the volumes that its image brought. A removal that somebody else began is waited for. */
export async function removeContainer(
  { engine, configs, stopped }: DockerContext,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const container = engine.getContainer(id);
  configs.delete(id);
  stopped.delete(id);
  await unlessMissing(container.remove({ force: true, v: true, abortSignal: signal })).catch(
    (error: unknown) => {
      if (!isConflict(error)) throw error;
    },
  );
  while ((await unlessMissing(container.inspect({ abortSignal: signal }))) !== undefined) {
    await wait(pollMs, undefined, { signal });
  }
}
