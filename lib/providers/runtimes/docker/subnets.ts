import { z } from "zod";
import type { Subnets } from "../port.ts";
import type { DockerContext } from "./context.ts";
import { labels } from "./names.ts";

const Listed = z.array(
  z.object({
    Labels: z.record(z.string(), z.string()).nullish(),
    IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string().optional() })).nullish() }).optional(),
  }),
);

/** Ours are all networks of this installation, also those that no workspace is on any more. */
export async function listSubnets(
  { engine, installation }: DockerContext,
  signal: AbortSignal,
): Promise<Subnets> {
  const subnets: Subnets = { walled: [], others: [] };
  for (const { Labels, IPAM } of Listed.parse(await engine.listNetworks({ abortSignal: signal }))) {
    const isOurs = Labels?.[labels.installation] === installation;
    const found = (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []);
    (isOurs ? subnets.walled : subnets.others).push(...found);
  }
  return subnets;
}
