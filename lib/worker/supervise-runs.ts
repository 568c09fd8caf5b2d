import { setTimeout as wait } from "node:timers/promises";
import { newId } from "#lib/kernel/ids.ts";
import { claimNextRun } from "#lib/modules/runs/claim-run.ts";
import { type RunLimits, runLimits } from "#lib/modules/runs/rules.ts";
import { superviseRun } from "#lib/modules/runs/supervise-run.ts";
import { every } from "#lib/platform/chore.ts";
import type { Platform } from "#lib/platform/platform.ts";

const pauseMs = 500;
/** A call that is under way is not waited for longer; the next supervisor makes it again. */
const drainMs = 5_000;

export interface Supervisor {
  /** Lets go of every run as it stands; agents work on, and the next supervisor follows them. */
  stop(): Promise<void>;
}

/** Takes up runs that nobody follows and follows each, for hours where it must; none of them holds a place of the job pool. */
export function startSupervisor(platform: Platform, limits: RunLimits = runLimits): Supervisor {
  const stopped = new AbortController();
  const followed = new Set<Promise<void>>();
  const chore = every(pauseMs, platform, "take up runs", async () => {
    for (;;) {
      if (stopped.signal.aborted) return;
      // A new name for every claim: one that slept through its lease does not pass for the next.
      const owner = newId();
      const run = await claimNextRun(platform, owner);
      if (!run) return;
      const work = superviseRun(platform, run, { owner, stopped: stopped.signal, limits })
        .catch((error: unknown) => platform.log.warn({ err: error, runId: run.id }, "a run was let go"))
        .finally(() => followed.delete(work));
      followed.add(work);
    }
  });
  return {
    async stop() {
      chore.stop();
      stopped.abort(new Error("This supervisor stops."));
      await Promise.race([Promise.all(followed), wait(drainMs, undefined, { ref: false })]);
    },
  };
}
