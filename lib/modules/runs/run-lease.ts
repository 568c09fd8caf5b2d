import { beatRunLease, releaseRunLease } from "#lib/modules/runs/store.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** A supervisor's hold on a run for as long as its heart beats. */
export interface RunLease {
  readonly owner: string;
  /** Aborts when another one has taken over, or this process stops: leave everything as it is. */
  readonly signal: AbortSignal;
  /** Aborts when a person asked to stop the agent. */
  readonly abortAsked: AbortSignal;
  /** Aborts when a person has something to say at once; a new one after `interruptTold`. */
  readonly interruptAsked: AbortSignal;
  interruptTold(): void;
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
  let interrupt = new AbortController();
  const beat = async () => {
    try {
      const current = interrupt;
      const row = await beatRunLease(platform.database.orm, runId, owner);
      if (!row) lost.abort(new Error("Another supervisor has taken the run over."));
      else if (row.isAbortAsked) asked.abort();
      else if (row.isInterruptAsked) current.abort();
    } catch (error) {
      platform.log.warn({ err: error, runId }, "the lease of a run could not be renewed");
    }
  };
  const timer = setInterval(beat, beatMs);
  return {
    owner,
    signal: AbortSignal.any([lost.signal, stopped]),
    abortAsked: asked.signal,
    get interruptAsked() {
      return interrupt.signal;
    },
    interruptTold() {
      // Also where none was seen: a beat that is under way may still bring the one that was told.
      interrupt = new AbortController();
    },
    async release() {
      clearInterval(timer);
      await releaseRunLease(platform.database.orm, runId, owner);
    },
  };
}
