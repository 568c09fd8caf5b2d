import { type WorkspacedAddress, WorkspacedError } from "#lib/providers/workspaced/request.ts";
import { readHealth } from "#lib/providers/workspaced/terminals.ts";
import type { Observed, RuntimeRef } from "../port.ts";
import type { DockerContext } from "./context.ts";
import { type Container, findContainer, readConfig } from "./find-container.ts";
import { findHost } from "./reach.ts";
import { wanted } from "./restart-policies.ts";
import { endedAsAsked, lostProgram, notRunning } from "./states.ts";

const healthDeadlineMs = 3000;
/** How long a program that was killed for its memory is spoken of, while its workspace goes on. */
const toldForMs = 10 * 60_000;

/** What the engine says of it and, where that says running, what workspaced says itself. */
export async function observeWorkspace(
  context: DockerContext,
  ref: RuntimeRef,
  signal: AbortSignal,
): Promise<Observed> {
  const container = await findContainer(context, ref, signal);
  if (container === null) return { ref, state: "missing" };
  const told = notRunning(container, await wasStoppedByUs(context, container, signal));
  if (told !== null) return { ref, ...told };
  const found = await askWorkspaced(context, container, signal);
  if (found.state !== "running") return { ref, state: "unreachable", reason: found.reason };
  const { address, version } = found;
  const startedAt = new Date(container.State.StartedAt);
  const outOfMemoryAt = context.outOfMemory.get(ref);
  const isFresh = outOfMemoryAt !== undefined && Date.now() - outOfMemoryAt.getTime() < toldForMs;
  const reason = isFresh ? { reason: lostProgram(container, outOfMemoryAt) } : {};
  return { ref, state: "running", address: address.baseUrl, startedAt, version, ...reason };
}

/** Stopping takes the wish to run from the container. Podman cannot, and there any end that was asked for passes. */
async function wasStoppedByUs(
  context: DockerContext,
  container: Container,
  signal: AbortSignal,
): Promise<boolean> {
  if (container.State.Status === "running") return false;
  if (container.HostConfig.RestartPolicy.Name !== wanted.Name || context.stopped.has(container.Id))
    return true;
  return endedAsAsked(container) && (await context.isPodman(signal));
}

export type Answer =
  | { state: "running"; address: WorkspacedAddress; version: string }
  | { state: "silent"; reason: string };

/** Asks the workspaced of a container that runs how it does. */
export async function askWorkspaced(
  context: DockerContext,
  container: Container,
  signal: AbortSignal,
): Promise<Answer> {
  const config = await readConfig(context, container, signal);
  if (config === null) {
    return { state: "silent", reason: "Its configuration is not what it was: start it to have it put back." };
  }
  const host = await findHost(context, container, signal);
  if (host === null) return { state: "silent", reason: "Docker publishes no port of it." };
  const address = { baseUrl: `http://${host}`, token: config.token };
  try {
    const { version } = await readHealth(address, { deadlineMs: healthDeadlineMs, signal });
    return { state: "running", address, version };
  } catch (error) {
    if (error instanceof WorkspacedError) return { state: "silent", reason: error.message };
    throw error;
  }
}
