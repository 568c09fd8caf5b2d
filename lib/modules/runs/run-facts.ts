import { AppError, notFound } from "#lib/kernel/errors.ts";
import { findRun, type RunRow } from "#lib/modules/runs/store.ts";
import { type TaskFacts, taskFacts } from "#lib/modules/tasks/task-facts.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export interface RunFacts extends TaskFacts {
  run: RunRow;
}

/** The current run of a task as a target; CONFLICT where the task never ran. */
export async function currentRunFacts(
  tx: Tx,
  actor: Actor,
  input: { projectId: string; taskId: string },
): Promise<RunFacts> {
  const facts = await taskFacts(tx, actor, input);
  if (!facts.run)
    throw new AppError("CONFLICT", "This task has no run yet.", { details: { legalMoves: [] } });
  return { ...facts, run: facts.run };
}

/** A run by its own id; NOT_FOUND alike for one that is not there and one the actor may not see. */
export async function runFacts(tx: Tx, actor: Actor, runId: string): Promise<RunFacts> {
  const run = await findRun(tx, runId);
  if (!run) throw notFound("run");
  const facts = await taskFacts(tx, actor, run).catch((error: unknown) => {
    throw error instanceof AppError && error.type === "NOT_FOUND" ? notFound("run") : error;
  });
  return { ...facts, run };
}
