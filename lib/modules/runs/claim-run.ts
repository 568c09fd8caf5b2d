import { claimRun } from "#lib/modules/runs/queue/store.ts";
import type { RunRow } from "#lib/modules/runs/store.ts";
import { tellRun } from "#lib/modules/runs/tell.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Takes a run that nobody follows, or the queued one whose turn it is; null where there is none. */
export const claimNextRun = (platform: Platform, owner: string): Promise<RunRow | null> =>
  transact(platform.database, async (tx) => {
    const run = await claimRun(tx, owner, await settingOf(tx, "runs"));
    if (run) tellRun(tx, run);
    return run;
  });
