import { releaseRunLease, renewRunLease } from "#lib/modules/runs/store.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** A supervisor's hold on a run for as long as its heart beats. */
export interface RunLease {
  readonly owner: string;
  /** Aborts when another one has taken over, or this process stops: leave everything as it is. */
  readonly signal: AbortSignal;
  /** Aborts when a person asked to stop the agent. */
  readonly abortAsked: AbortSignal;
  release(): Promise<void>;
}

/** Short enough that an abort is noticed within a second. */
const beatMs = 600;

export function keepRunLease(
  platform: Platform,
  runId: string,
  owner: string,
  stopped: AbortSignal,
): RunLease {
  const lost = new AbortController();
  const asked = new AbortController();
  const beat = async () => {
    try {
      const row = await renewRunLease(platform.database.orm, runId, owner);
      if (!row) lost.abort(new Error("Another supervisor has taken the run over."));
      else if (row.isAbortAsked) asked.abort();
    } catch (error) {
      platform.log.warn({ err: error, runId }, "the lease of a run could not be renewed");
    }
  };
  const timer = setInterval(beat, beatMs);
  return {
    owner,
    signal: AbortSignal.any([lost.signal, stopped]),
    abortAsked: asked.signal,
    async release() {
      clearInterval(timer);
      await releaseRunLease(platform.database.orm, runId, owner);
    },
  };
}
