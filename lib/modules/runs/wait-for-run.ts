import { setTimeout as wait } from "node:timers/promises";
import { conflict } from "#lib/kernel/errors.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import type { AskedRun } from "#lib/modules/runs/schema.ts";
import { findRun, type RunRow } from "#lib/modules/runs/store.ts";
import type { Platform } from "#lib/platform/platform.ts";

const lookMs = 150;
/** A run that has no place by then waits for long: the operation is over, the card shows the place. */
const queueMs = 5_000;

interface Waiting {
  platform: Platform;
  runId: string;
  signal: AbortSignal;
  log(line: string): void;
}

/** Waits until the supervisor has put the agent to work. Throws in the run's own words where that failed. */
export async function waitForStart({ platform, runId, signal, log }: Waiting): Promise<AskedRun> {
  const sinceMs = Date.now();
  for (;;) {
    signal.throwIfAborted();
    const run = await readRun(platform, runId);
    if (run.state === "failed" || run.state === "interrupted")
      throw conflict(run.stateReason ?? "It failed.");
    const isWaiting = run.state === "queued" && Date.now() - sinceMs > queueMs;
    if (isWaiting) log("It waits until another run of the project has ended.");
    if (isWaiting || (run.state !== "queued" && run.state !== "starting")) return refOf(run);
    await wait(lookMs, undefined, { signal });
  }
}

/** Waits until nobody works on the run any more. */
export async function waitForEnd({ platform, runId, signal }: Omit<Waiting, "log">): Promise<AskedRun> {
  for (;;) {
    signal.throwIfAborted();
    const run = await readRun(platform, runId);
    if (!isLive(run.state)) return refOf(run);
    await wait(lookMs, undefined, { signal });
  }
}

const refOf = ({ id, state }: RunRow): AskedRun => ({ run: { id, state } });

async function readRun(platform: Platform, runId: string): Promise<RunRow> {
  const run = await findRun(platform.database.orm, runId);
  if (!run) throw conflict("The run was deleted meanwhile.");
  return run;
}
