import type { HostConfig } from "dockerode";
import { checkUpdate } from "./check-spec.ts";
import type { DockerContext } from "./context.ts";
import { requireSafe } from "./failures.ts";

/** Changes what the engine lets be changed of a container that exists. */
export async function updateContainer(
  { engine }: DockerContext,
  id: string,
  changes: HostConfig,
  signal: AbortSignal,
): Promise<void> {
  requireSafe(checkUpdate(changes));
  await engine.getContainer(id).update({ ...changes, abortSignal: signal });
}
