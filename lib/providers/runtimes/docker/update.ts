import type { HostConfig } from "dockerode";
import type { DockerContext } from "./context.ts";

/** Changes what the engine lets be changed of a container that exists. */
export async function updateContainer(
  { engine }: DockerContext,
  id: string,
  changes: HostConfig,
  signal: AbortSignal,
): Promise<void> {
  await engine.getContainer(id).update({ ...changes, abortSignal: signal });
}
