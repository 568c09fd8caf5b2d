import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { inTurn } from "#workspaced/in-turn.ts";
import type { DockerContext } from "./context.ts";
import { dockerError, isNameTaken, statusOf, unlessAborted, unlessMissing } from "./failures.ts";
import { labels, networkLabels, networkOf } from "./names.ts";

const Networks = z.array(
  z.object({
    Id: z.string(),
    Name: z.string(),
    Created: z.string().catch(""),
    Labels: z.record(z.string(), z.string()).nullish(),
    IPAM: z.object({ Config: z.array(z.object({ Gateway: z.string().optional() })).nullish() }).optional(),
  }),
);
export type Network = z.infer<typeof Networks>[number];

const againMs = 100;

/** The project's network, the oldest first where several servers made one at the same moment. */
export async function findNetworks(
  { engine, installation }: DockerContext,
  projectId: string,
  signal: AbortSignal,
): Promise<Network[]> {
  const name = networkOf(projectId);
  // The engine looks for parts of names.
  const listed = await engine.listNetworks({ filters: { name: [name] }, abortSignal: signal });
  const found = Networks.parse(listed).filter(({ Name }) => Name === name);
  if (found.some(({ Labels }) => Labels?.[labels.installation] !== installation)) {
    throw dockerError(`Docker has a network ${name} that is not of this installation.`);
  }
  const rank = ({ Created, Id }: Network) => `${Created} ${Id}`;
  return found.sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

/**
 * A bridge of the project's own. The engine does not always see that a name is taken: of several that were made at the
 * same moment the oldest stays, and each server removes its own.
 */
export function ensureNetwork(context: DockerContext, projectId: string, signal: AbortSignal): Promise<void> {
  const ensure = async () => {
    if ((await findNetworks(context, projectId, signal)).length > 0) return;
    const id = await createNetwork(context, projectId, signal);
    const [oldest] = await findNetworks(context, projectId, signal);
    if (id === null || oldest === undefined || oldest.Id === id) return;
    await unlessMissing(context.engine.getNetwork(id).remove({ abortSignal: signal }));
  };
  return inTurn(`${context.socketPath}:network:${projectId}`, async () => unlessAborted(ensure(), signal));
}

async function createNetwork(
  { engine, installation }: DockerContext,
  projectId: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const { id } = await engine.createNetwork({
      Name: networkOf(projectId),
      Driver: "bridge",
      CheckDuplicate: true,
      Labels: networkLabels(installation, projectId),
      abortSignal: signal,
    });
    return id;
  } catch (error) {
    if (isNameTaken(error)) return null;
    throw error;
  }
}

/** Runs what needs the network: again while it has a double that its maker is about to remove. */
export async function onNetwork(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error) || !/is ambiguous/i.test(error.message)) throw error;
    }
    await wait(againMs, undefined, { signal });
  }
}

/** Goes with its last workspace. */
export async function removeUnusedNetwork(
  context: DockerContext,
  projectId: string,
  signal: AbortSignal,
): Promise<void> {
  for (const { Id } of await findNetworks(context, projectId, signal)) {
    await unlessMissing(context.engine.getNetwork(Id).remove({ abortSignal: signal })).catch(
      (error: unknown) => {
        if (!isInUse(error)) throw error;
      },
    );
  }
}

/** Docker answers 403, Podman 409 or 500, where a container is on it. */
const isInUse = (error: unknown): boolean =>
  statusOf(error) === 403 ||
  (error instanceof Error && /active endpoints|in use|being used|associated containers/i.test(error.message));
