import { z } from "zod";
import type { DockerContext } from "./context.ts";
import { filterOf } from "./names.ts";

const Listed = z.array(
  z.object({
    IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string().optional() })).nullish() }).optional(),
  }),
);

/** Of all networks of this installation, also of those that no workspace is on any more. */
export async function listSubnets(
  { engine, installation }: DockerContext,
  signal: AbortSignal,
): Promise<string[]> {
  const listed = await engine.listNetworks({ filters: filterOf(installation), abortSignal: signal });
  return Listed.parse(listed).flatMap(({ IPAM }) =>
    (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
  );
}
