import type { Target } from "#lib/kernel/answer.ts";
import { AppError, notFound } from "#lib/kernel/errors.ts";
import { type ProjectFacts, projectFacts } from "#lib/modules/projects/project-facts.ts";
import { findRun, type RunRow } from "#lib/modules/runs/of-task.ts";
import { type ClaimedTask, findTask } from "#lib/modules/tasks/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export interface TaskFacts extends ProjectFacts {
  task: ClaimedTask;
  run: RunRow | null;
}

/** A task as a command's target; NOT_FOUND alike for one that is not there and one the actor may not see. */
export async function taskFacts(
  tx: Tx,
  actor: Actor,
  { projectId, taskId }: { projectId: string; taskId: string },
): Promise<TaskFacts> {
  const task = await findTask(tx, taskId);
  if (!task || task.projectId !== projectId) throw notFound("task");
  const facts = await projectFacts(tx, actor, projectId).catch((error: unknown) => {
    throw error instanceof AppError && error.type === "NOT_FOUND" ? notFound("task") : error;
  });
  const run = task.currentRunId ? await findRun(tx, task.currentRunId) : null;
  const target: Target = { kind: "task", id: task.id, name: targetName(task), projectId };
  return { ...facts, target, task, run };
}

const targetName = ({ number, title }: ClaimedTask): string => `#${number} ${title}`;
