import type { HostConfig } from "dockerode";
import { checkUpdate } from "./check-spec.ts";
import type { DockerContext } from "./context.ts";
import type { Engine } from "./engine.ts";
import { requireSafe } from "./failures.ts";

const cpuPeriodMicroseconds = 100_000;

/** Changes what the engine lets be changed of a container that exists. */
export async function updateContainer(
  context: DockerContext,
  id: string,
  changes: HostConfig,
  signal: AbortSignal,
): Promise<void> {
  requireSafe(checkUpdate(changes, await context.machine(signal)));
  if (await context.isPodman(signal)) return updateOnPodman(context.engine, id, changes, signal);
  await context.engine.getContainer(id).update({ ...changes, abortSignal: signal });
}

/**
 * Podman 4 has no Docker-compatible call for it, but one of its own (libpod, "containers/{name}/update") that takes
 * limits as the OCI runtime specification writes them. A restart policy it cannot change.
 */
async function updateOnPodman(
  engine: Engine,
  id: string,
  { NanoCpus, Memory, MemorySwap, PidsLimit }: HostConfig,
  signal: AbortSignal,
): Promise<void> {
  if (NanoCpus === undefined && Memory === undefined && PidsLimit === undefined) return;
  const limits = {
    ...(NanoCpus && {
      cpu: { quota: Math.round((NanoCpus * cpuPeriodMicroseconds) / 1e9), period: cpuPeriodMicroseconds },
    }),
    ...(Memory && { memory: { limit: Memory, swap: MemorySwap } }),
    ...(PidsLimit && { pids: { limit: PidsLimit } }),
  };
  await new Promise<void>((resolve, reject) => {
    const statusCodes = { 200: true, 201: true, 404: "no such container", 500: "server error" };
    const path = `/v4.0.0/libpod/containers/${id}/update`;
    const request = { path, method: "POST", options: limits, statusCodes, abortSignal: signal };
    engine.modem.dial(request, (error: unknown) => (error ? reject(error) : resolve()));
  });
}
