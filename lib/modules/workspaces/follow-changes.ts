import { setTimeout as wait } from "node:timers/promises";
import type { Reconciler } from "#lib/modules/workspaces/reconcile-workspaces.ts";
import { listLivingOn } from "#lib/modules/workspaces/store.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { RuntimeKind, RuntimeRef } from "#lib/providers/runtimes/port.ts";
import { availableRuntimeKinds, runtimeFor } from "#lib/providers/runtimes/registry.ts";

/** What happens to one workspace comes in bursts; one look at the end of it is enough. */
const gatherMs = 150;
const againMs = 1_000;
const restMs = 5_000;

/** Has the reconciler look at each workspace that its runtime says something happened to, until the signal. */
export async function followChanges(
  platform: Platform,
  reconciler: Reconciler,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(availableRuntimeKinds.map((kind) => followKind({ platform, reconciler, kind, signal })));
}

interface Following {
  platform: Platform;
  reconciler: Reconciler;
  kind: RuntimeKind;
  signal: AbortSignal;
}

async function followKind({ platform, reconciler, kind, signal }: Following): Promise<void> {
  const pause = (ms: number) => wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
  const tell = (error: unknown) => {
    if (!signal.aborted) platform.log.debug({ err: error, kind }, "a runtime does not tell what happens");
  };
  let isLost = false;
  while (!signal.aborted) {
    let pauseMs = againMs;
    try {
      const isUsed = (await listLivingOn(platform.database.orm, kind, { limit: 1 })).length > 0;
      const { changes } = await runtimeFor(kind);
      if (!changes) return;
      if (isUsed) {
        await hear(changes(signal), (refs) => {
          isLost = false;
          return reconciler.lookAt(kind, refs, signal);
        });
      } else pauseMs = restMs;
    } catch (error) {
      tell(error);
    }
    // The runtime may be gone, and what it tells meanwhile is not heard. Once for each loss: its length changes nothing.
    if (!isLost && !signal.aborted) await reconciler.lookAt(kind, null, signal).catch(tell);
    isLost = true;
    await pause(pauseMs);
  }
}

/** One look at a time; what comes meanwhile waits for the next one, each workspace once. */
async function hear(
  changes: AsyncIterable<RuntimeRef>,
  look: (refs: RuntimeRef[]) => Promise<void>,
): Promise<void> {
  const waiting = new Set<RuntimeRef>();
  let looking: Promise<void> | null = null;
  const work = async () => {
    while (waiting.size > 0) {
      await wait(gatherMs);
      const refs = [...waiting];
      waiting.clear();
      // What a look that failed would have seen, the slow pass finds.
      await look(refs).catch(() => undefined);
    }
    looking = null;
  };
  for await (const ref of changes) {
    waiting.add(ref);
    looking ??= work();
  }
  await looking;
}
