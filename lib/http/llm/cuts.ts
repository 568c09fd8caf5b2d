import { stillAdmitted } from "#lib/modules/spending/admit-call.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Ends the calls of runs that lost their right to ask: ended, aborted, or without their provider. */
export interface Cuts {
  /** `callsOfRun` counts this one. Aborts when the run's right is gone; `done` forgets it. */
  watch(runId: string): { signal: AbortSignal; callsOfRun: number; done(): void };
}

/** A stream goes on for a second at most after its run has ended. */
const lookMs = 400;

export function createCuts(platform: Platform): Cuts {
  const calls = new Map<string, Set<AbortController>>();
  let timer: NodeJS.Timeout | null = null;
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      const asked = [...calls.keys()];
      const still = new Set(await stillAdmitted(platform.database.orm, asked));
      for (const runId of asked) {
        if (still.has(runId)) continue;
        for (const call of calls.get(runId) ?? []) call.abort(new Error("The run has ended."));
      }
    } catch (error) {
      platform.log.debug({ err: error }, "whether agents may still ask their models could not be read");
    } finally {
      isLooking = false;
    }
  };
  return {
    watch(runId) {
      const controller = new AbortController();
      const ofRun = calls.get(runId) ?? new Set();
      calls.set(runId, ofRun.add(controller));
      timer ??= setInterval(() => void look(), lookMs).unref();
      return {
        signal: controller.signal,
        callsOfRun: ofRun.size,
        done() {
          ofRun.delete(controller);
          if (ofRun.size === 0 && calls.get(runId) === ofRun) calls.delete(runId);
          if (calls.size > 0 || !timer) return;
          clearInterval(timer);
          timer = null;
        },
      };
    },
  };
}
