import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { z } from "zod";
import type { RuntimeRef } from "../port.ts";
import { listRefs } from "./belongings.ts";
import type { DockerContext } from "./context.ts";
import { filterOf, labels } from "./names.ts";

const Told = z.object({
  Action: z.string(),
  Actor: z.object({ Attributes: z.record(z.string(), z.string()) }),
});

/** What changes the state of a workspace; each look and copy of ours is told too. The third and last two are Podman's. */
const actions = ["start", "die", "died", "oom", "pause", "unpause", "stop", "restart", "destroy", "remove"];

/**
 * The workspaces that the engine tells something about: all there are when the connection comes, then each that
 * something happens to. It ends, or throws, where the connection is lost; what happens without us is found by looking.
 */
export async function* followChanges(
  context: DockerContext,
  signal: AbortSignal,
): AsyncGenerator<RuntimeRef, void> {
  try {
    const stream = await openEvents(context, signal);
    yield* await listRefs(context, signal);
    for await (const line of createInterface({ input: stream })) {
      const told = toldBy(line);
      const ref = told?.Actor.Attributes[labels.workspace];
      if (ref === undefined || !actions.includes(told?.Action ?? "")) continue;
      if (told?.Action === "oom") context.outOfMemory.set(ref, new Date());
      yield ref;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function openEvents({ engine, installation }: DockerContext, signal: AbortSignal): Promise<Readable> {
  const filters = { ...filterOf(installation), type: ["container" as const] };
  const stream = await engine.getEvents({ filters, abortSignal: signal });
  return stream as Readable;
}

function toldBy(line: string): z.infer<typeof Told> | undefined {
  try {
    return Told.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
