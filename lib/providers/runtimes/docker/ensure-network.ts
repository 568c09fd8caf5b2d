import { z } from "zod";
import type { DockerContext } from "./context.ts";
import { dockerError, isNameTaken, unlessAborted, unlessMissing } from "./failures.ts";
import { labels, networkLabels, networkOf } from "./names.ts";

const Network = z.object({
  Id: z.string(),
  Labels: z.record(z.string(), z.string()).nullish(),
  IPAM: z.object({ Config: z.array(z.object({ Gateway: z.string().optional() })).nullish() }),
});
export type Network = z.infer<typeof Network>;

export async function findNetwork(
  { engine, installation }: DockerContext,
  projectId: string,
  signal: AbortSignal,
): Promise<Network | null> {
  const asked = engine.getNetwork(networkOf(projectId)).inspect();
  const found = await unlessMissing(unlessAborted(asked, signal));
  if (found === undefined) return null;
  const network = Network.parse(found);
  if (network.Labels?.[labels.installation] === installation) return network;
  throw dockerError(`Docker has a network ${networkOf(projectId)} that is not of this installation.`);
}

/** A bridge of the project's own. The engine takes a name once: who comes second finds the first one's. */
export async function ensureNetwork(
  context: DockerContext,
  projectId: string,
  signal: AbortSignal,
): Promise<void> {
  if ((await findNetwork(context, projectId, signal)) !== null) return;
  try {
    await context.engine.createNetwork({
      Name: networkOf(projectId),
      Driver: "bridge",
      CheckDuplicate: true,
      Labels: networkLabels(context.installation, projectId),
      abortSignal: signal,
    });
  } catch (error) {
    if (!isNameTaken(error)) throw error;
  }
}

/** Goes with its last workspace. */
export async function removeUnusedNetwork(
  { engine }: DockerContext,
  projectId: string,
  signal: AbortSignal,
): Promise<void> {
  await unlessMissing(engine.getNetwork(networkOf(projectId)).remove({ abortSignal: signal })).catch(
    (error: unknown) => {
      if (!isInUse(error)) throw error;
    },
  );
}

/** Docker answers 403, Podman 409 or 500, where a container is on it. */
const isInUse = (error: unknown): boolean =>
  error instanceof Error && /active endpoints|in use|being used|associated containers/i.test(error.message);
