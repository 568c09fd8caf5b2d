import { z } from "zod";
import { findContainerId } from "../container-id.ts";
import type { DockerContext } from "./context.ts";
import { statusOf, unlessAborted, unlessMissing } from "./failures.ts";
import { networkOf } from "./names.ts";

const Inspected = z.object({
  Id: z.string(),
  NetworkSettings: z.object({
    Networks: z.record(z.string(), z.object({ IPAddress: z.string().catch("") })).catch({}),
  }),
});
type OwnContainer = z.infer<typeof Inspected>;

/** The container of this engine that the server itself runs in; null where it runs on the machine. */
async function findOwnContainer(
  { engine }: DockerContext,
  signal: AbortSignal,
): Promise<OwnContainer | null> {
  const id = await findContainerId();
  if (id === undefined) return null;
  const found = await unlessMissing(engine.getContainer(id).inspect({ abortSignal: signal }));
  return found === undefined ? null : Inspected.parse(found);
}

/**
 * A server in a container reaches the project's network only as a part of it, and is reached there. Gives its address
 * on that network, null where it runs on the machine, or where the project has no network.
 */
export async function joinNetwork(
  context: DockerContext,
  projectId: string,
  signal: AbortSignal,
): Promise<string | null> {
  const own = await findOwnContainer(context, signal);
  if (own === null) return null;
  const name = networkOf(projectId);
  const known = own.NetworkSettings.Networks[name];
  if (known?.IPAddress) return known.IPAddress;
  const joined = context.engine.getNetwork(name).connect({ Container: own.Id });
  await unlessMissing(unlessAborted(joined, signal)).catch((error: unknown) => {
    // Somebody else of this server was quicker.
    if (statusOf(error) !== 403) throw error;
  });
  const now = await findOwnContainer(context, signal);
  return now?.NetworkSettings.Networks[name]?.IPAddress || null;
}

/** Before the network is removed, which the engine refuses while somebody is on it. */
export async function leaveNetwork(
  context: DockerContext,
  projectId: string,
  signal: AbortSignal,
): Promise<void> {
  const own = await findOwnContainer(context, signal);
  const name = networkOf(projectId);
  if (own?.NetworkSettings.Networks[name] === undefined) return;
  const network = context.engine.getNetwork(name);
  await unlessMissing(network.disconnect({ Container: own.Id, Force: true, abortSignal: signal }));
}
