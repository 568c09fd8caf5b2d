/**
 * Follows one run for as long as it takes, outside of the job pool. Everything it needs to go on stands in the run's
 * row, written before the step it belongs to: whoever claims the run after a crash goes on at the same place.
 */
import { AppError } from "#lib/kernel/errors.ts";
import { hasMessages } from "#lib/modules/messages/take-messages.ts";
import { endRun } from "#lib/modules/runs/end-run.ts";
import { followWork } from "#lib/modules/runs/follow-work.ts";
import { readOwnRun } from "#lib/modules/runs/record-events.ts";
import { reviewWork } from "#lib/modules/runs/review-work.ts";
import { placedStates, type RunLimits } from "#lib/modules/runs/rules.ts";
import { keepRunLease, type RunLease } from "#lib/modules/runs/run-lease.ts";
import { placeOf, stopRunAgent } from "#lib/modules/runs/run-place.ts";
import { startWork } from "#lib/modules/runs/start-work.ts";
import { type RunRow, renewRunLease } from "#lib/modules/runs/store.ts";
import type { Supervision } from "#lib/modules/runs/supervision.ts";
import { wakeForRun } from "#lib/modules/runs/wake-for-run.ts";
import { lockTask, readTaskRow } from "#lib/modules/tasks/advance-task.ts";
import { fromWorkspaced } from "#lib/modules/workspaces/reach-workspace.ts";
import { isOfDatabase } from "#lib/platform/db/database-away.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { AgentRefused, AgentUnreachable } from "#lib/providers/agents/port.ts";
import { WorkspacedError } from "#lib/providers/workspaced/request.ts";

/** Works on a claimed run until it ends, is taken over, or `stopped` aborts. */
export async function superviseRun(
  platform: Platform,
  { id }: RunRow,
  { owner, stopped, limits }: { owner: string; stopped: AbortSignal; limits: RunLimits },
): Promise<void> {
  const lease = keepRunLease(platform, id, owner, stopped);
  try {
    while (!lease.signal.aborted) {
      const run = await readOwnRun(platform, id, owner);
      if (!run || !placedStates.includes(run.state)) return;
      await takeStep(platform, run, lease, limits);
    }
  } finally {
    await lease.release();
  }
}

async function takeStep(platform: Platform, run: RunRow, lease: RunLease, limits: RunLimits): Promise<void> {
  const end: Supervision["end"] = (ending) => endOwn(platform, run, lease, ending);
  try {
    if (run.isAbortAsked) return await end({ state: "aborted", reason: run.stateReason, event: "run.abort" });
    const task = await readTaskRow(platform.database.orm, run.taskId);
    if (!task) return;
    if (run.state === "starting") {
      const signal = AbortSignal.any([lease.signal, lease.abortAsked]);
      await wakeForRun(platform, run, { taskNumber: task.number, signal });
    }
    const place = await placeOf(platform, run.projectId);
    const supervision: Supervision = { platform, lease, run, task, ...place, limits, end };
    if (run.state === "starting") await startWork(supervision);
    else if (run.state === "reviewing") await reviewWork(supervision);
    else await followWork(supervision);
  } catch (error) {
    // What the database does not take is tried again by who claims the run next.
    if (lease.signal.aborted || isOfDatabase(error)) throw error;
    // Who asked to stop it stands in the row: the next look at it ends the run in their name.
    if (lease.abortAsked.aborted) return;
    platform.log.warn({ err: error, runId: run.id }, "a run ended early");
    await end(endingOf(error));
  }
}

/** The card moves together with the run; the agent's server goes when nothing is left for it to do. */
async function endOwn(
  platform: Platform,
  run: RunRow,
  { owner }: RunLease,
  ending: Parameters<Supervision["end"]>[0],
): Promise<void> {
  const ended = await transact(platform.database, async (tx) => {
    const locked = await lockTask(tx, run.taskId);
    const held = await renewRunLease(tx, run.id, owner);
    if (!held) return null;
    // Somebody spoke at the last moment: the agent is told instead.
    if (ending.state === "finished" && (await hasMessages(tx, run.id))) return null;
    return endRun(tx, locked, run, { ...pausedOr(held, ending), from: placedStates });
  });
  if (ended) await stopRunAgent(platform, run);
}

/** A run whose budget was used up did not fail: it stands still, and goes on once there is more. */
function pausedOr(held: RunRow, ending: Parameters<Supervision["end"]>[0]): typeof ending {
  const { pausedFor, stateReason } = held;
  const isHalted = ending.state === "failed" || ending.state === "interrupted";
  if (pausedFor === "budget" && isHalted) {
    return { ...ending, state: "interrupted", reason: stateReason, event: null };
  }
  return { ...ending, change: { pausedFor: null, ...ending.change } };
}

/** What is out of reach may be there again later; what was refused is not. */
function endingOf(error: unknown): Parameters<Supervision["end"]>[0] {
  const shown = error instanceof WorkspacedError ? fromWorkspaced(error) : error;
  const isAway =
    shown instanceof AgentUnreachable || (shown instanceof AppError && shown.type === "SERVICE_UNAVAILABLE");
  if (isAway) {
    const reason = shown instanceof AppError ? shown.publicMessage : "The agent does not answer any more.";
    return { state: "interrupted", reason, event: null };
  }
  return { state: "failed", reason: wordsOf(shown), event: "run.failed" };
}

function wordsOf(error: unknown): string {
  if (error instanceof AppError) return error.publicMessage;
  if (error instanceof AgentRefused) return `The agent refused: ${error.message}`;
  return "Something went wrong on the server. Its log says what.";
}
