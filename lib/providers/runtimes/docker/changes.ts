import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { RuntimeRef } from "../port.ts";
import { listRefs } from "./belongings.ts";
import type { DockerContext } from "./context.ts";
import { filterOf, labels } from "./names.ts";

const againAfterMs = 1000;

const Told = z.object({
  Action: z.string(),
  Actor: z.object({ Attributes: z.record(z.string(), z.string()) }),
});

/** What changes the state of a workspace; each look and copy of ours is told too. The third and last two are Podman's. */
const actions = ["start", "die", "died", "oom", "pause", "unpause", "stop", "restart", "destroy", "remove"];

const ends = ["destroy", "remove"];

/**
 * The workspaces that the engine tells something about. Whenever the connection comes or goes all that are known are
 * named: what happened without us is found by looking.
 */
export async function* followChanges(
  context: DockerContext,
  signal: AbortSignal,
): AsyncGenerator<RuntimeRef, void> {
  const known = new Set<RuntimeRef>();
  let isConnected = false;
  while (!signal.aborted) {
    try {
      const stream = await openEvents(context, signal);
      for (const ref of await listRefs(context, signal)) known.add(ref);
      isConnected = true;
      yield* [...known];
      for await (const line of createInterface({ input: stream })) {
        const told = toldBy(line);
        const ref = told?.Actor.Attributes[labels.workspace];
        if (ref === undefined || !actions.includes(told?.Action ?? "")) continue;
        if (told?.Action === "oom") context.outOfMemory.set(ref, new Date());
        known.add(ref);
        yield ref;
        if (ends.includes(told?.Action ?? "")) known.delete(ref);
      }
    } catch (error) {
      if (signal.aborted) return;
      context.log.debug({ err: error }, "Docker tells nothing");
    }
    // Once for each loss: how long it lasts changes nothing.
    if (isConnected) yield* [...known];
    isConnected = false;
    await wait(againAfterMs, undefined, { signal }).catch(() => undefined);
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
