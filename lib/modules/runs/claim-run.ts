import { parallelRunsMax } from "#lib/modules/runs/rules.ts";
import { claimRun, type RunRow } from "#lib/modules/runs/store.ts";
import { tellRun } from "#lib/modules/runs/tell.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Takes a run that nobody follows, or a queued one whose project has a place; null where there is none. */
export const claimNextRun = (platform: Platform, owner: string): Promise<RunRow | null> =>
  transact(platform.database, async (tx) => {
    const run = await claimRun(tx, owner, parallelRunsMax);
    if (run) tellRun(tx, run);
    return run;
  });
