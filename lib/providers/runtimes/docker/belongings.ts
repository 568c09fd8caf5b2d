import { z } from "zod";
import type { Belonging, RuntimeRef } from "../port.ts";
import type { DockerContext } from "./context.ts";
import { removeContainer } from "./end.ts";
import { dockerError, unlessMissing } from "./failures.ts";
import { filterOf, labels } from "./names.ts";

const Labels = z.record(z.string(), z.string()).nullish();

const Listed = {
  container: z.object({ Names: z.array(z.string()), Labels, Created: z.number() }),
  volume: z.object({ Name: z.string(), Labels, CreatedAt: z.string().optional() }),
  network: z.object({ Name: z.string(), Labels, Created: z.string().optional() }),
};

/** The workspaces that have a container, whatever its state. */
export async function listRefs(context: DockerContext, signal: AbortSignal): Promise<RuntimeRef[]> {
  const containers = await listContainers(context, signal);
  return containers.flatMap(({ workspaceId }) => (workspaceId === null ? [] : [workspaceId]));
}

export async function listBelongings(context: DockerContext, signal: AbortSignal): Promise<Belonging[]> {
  const lists = [listContainers, listVolumes, listNetworks];
  return (await Promise.all(lists.map((list) => list(context, signal)))).flat();
}

async function listContainers(
  { engine, installation }: DockerContext,
  signal: AbortSignal,
): Promise<Belonging[]> {
  const filters = filterOf(installation);
  const found = await engine.listContainers({ all: true, filters, abortSignal: signal });
  return z
    .array(Listed.container)
    .parse(found)
    .map(({ Names, Labels, Created }) => {
      const name = Names[0]?.replace(/^\//, "") ?? "";
      return toBelonging("container", name, Labels, Created * 1000);
    });
}

async function listVolumes(
  { engine, installation }: DockerContext,
  signal: AbortSignal,
): Promise<Belonging[]> {
  const filters = filterOf(installation);
  const { Volumes } = await engine.listVolumes({ filters, abortSignal: signal });
  return z
    .array(Listed.volume)
    .parse(Volumes ?? [])
    .map(({ Name, Labels, CreatedAt }) => toBelonging("volume", Name, Labels, CreatedAt));
}

async function listNetworks(
  { engine, installation }: DockerContext,
  signal: AbortSignal,
): Promise<Belonging[]> {
  const filters = filterOf(installation);
  const found = await engine.listNetworks({ filters, abortSignal: signal });
  return z
    .array(Listed.network)
    .parse(found)
    .map(({ Name, Labels, Created }) => toBelonging("network", Name, Labels, Created));
}

function toBelonging(
  kind: Belonging["kind"],
  name: string,
  found: z.infer<typeof Labels>,
  created: string | number | undefined,
): Belonging {
  const createdAt = created === undefined ? null : new Date(created);
  return {
    kind,
    name,
    workspaceId: found?.[labels.workspace] ?? null,
    projectId: found?.[labels.project] ?? null,
    slug: found?.[labels.slug] ?? null,
    sizeBytes: null,
    createdAt: createdAt === null || Number.isNaN(createdAt.getTime()) ? null : createdAt,
  };
}

/** Only what carries this installation's label; what merely has such a name is somebody else's. */
export async function removeBelonging(
  context: DockerContext,
  { kind, name }: Pick<Belonging, "kind" | "name">,
  signal: AbortSignal,
): Promise<void> {
  const found = (await listBelongings(context, signal)).find((one) => one.kind === kind && one.name === name);
  if (found === undefined) return;
  const { engine } = context;
  if (kind === "container") return removeContainer(context, name, signal);
  if (kind === "folder") throw dockerError("A workspace in a container has no folder.");
  const thing = kind === "volume" ? engine.getVolume(name) : engine.getNetwork(name);
  await unlessMissing(thing.remove({ abortSignal: signal }));
}
