import { notFound } from "#lib/kernel/errors.ts";
import { findRun, type RunRow } from "#lib/modules/runs/store.ts";
import { type TaskFacts, taskFacts } from "#lib/modules/tasks/task-facts.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** The run that is looked at: the one that was named, else the task's current one; null where it never ran. */
export async function shownRun(
  tx: Tx,
  actor: Actor,
  input: { projectId: string; taskId: string; runId?: string | undefined },
): Promise<TaskFacts & { run: RunRow | null }> {
  const facts = await taskFacts(tx, actor, input);
  if (input.runId === undefined) return facts;
  const run = await findRun(tx, input.runId);
  if (!run || run.taskId !== facts.task.id) throw notFound("run");
  return { ...facts, run };
}
