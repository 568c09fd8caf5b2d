import { conflict, notFound } from "#lib/kernel/errors.ts";
import { findRun, type RunRow } from "#lib/modules/runs/of-task.ts";
import {
  claimOf,
  legalMovesOf,
  movesOf,
  nextStatus,
  type Standing,
  type TaskEvent,
  verbsOf,
} from "#lib/modules/tasks/rules.ts";
import type { TaskVerb } from "#lib/modules/tasks/schema.ts";
import {
  type ClaimedTask,
  changeTask,
  findTask,
  listFollowers,
  lockTaskRow,
  type TaskChange,
  type TaskRow,
  topPosition,
} from "#lib/modules/tasks/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** The one place where a task changes its status. Rows are locked in one order: the task, then its run. */

export const readTaskRow = (tx: Tx, id: string): Promise<ClaimedTask | null> => findTask(tx, id);

export interface LockedTask {
  task: ClaimedTask;
  run: RunRow | null;
  standing: Standing;
}

/** The task with its current run as they are now, kept so until the transaction ends. */
export async function lockTask(tx: Tx, taskId: string): Promise<LockedTask> {
  const task = await lockTaskRow(tx, taskId);
  if (!task) throw notFound("task");
  const run = task.currentRunId ? await findRun(tx, task.currentRunId) : null;
  return { task, run, standing: standingOf(task, run) };
}

type Stood = Pick<ClaimedTask, "status" | "claimOperationId" | "claimedFor" | "conflictFiles">;

export const standingOf = (task: Stood, run: Standing["run"]): Standing => ({
  status: task.status,
  claim: task.claimOperationId === null ? null : claimOf(task.claimedFor),
  isInConflict: task.conflictFiles !== null,
  run,
});

/** Locks the task for a person's verb; CONFLICT, with the moves that are legal, where it may not be asked now. */
export async function lockTaskFor(
  tx: Tx,
  taskId: string,
  verb: TaskVerb,
  what = sentences[verb],
): Promise<LockedTask> {
  const locked = await lockTask(tx, taskId);
  if (verbsOf(locked.standing).includes(verb)) return locked;
  throw illegal(locked.standing, what);
}

export function illegal(standing: Standing, what: string): Error {
  const why = standing.claim
    ? claimWords[standing.claim]
    : `the task is in ${statusWords[standing.status]}${standing.run ? `, its run ${standing.run.state}` : ""}`;
  return conflict(`${what} is not possible now: ${why}.`, {
    status: standing.status,
    legalMoves: legalMovesOf(standing),
    moves: movesOf(standing),
  });
}

/**
 * Moves a locked task along the edge of `event`, to the top of its new column unless `change` says where; or only
 * changes it where the edge leads back to its column.
 */
export async function advanceTask(
  tx: Tx,
  { task, standing }: LockedTask,
  event: TaskEvent,
  change: TaskChange = {},
): Promise<TaskRow> {
  const status = nextStatus(task.status, event);
  if (!status) throw illegal(standing, event);
  if (status === task.status) return amendTask(tx, task.id, change);
  const position = await topPosition(tx, task.projectId, status);
  const advanced = await amendTask(tx, task.id, { status, position, ...change });
  for (const subjectId of await listFollowers(tx, task.id)) {
    publish(tx, { topic: "tasks", name: "task.updated", subjectId, projectId: task.projectId });
  }
  return advanced;
}

/** Changes a task and tells everybody who looks at it. A conflict is forgotten where another reason takes its place. */
export async function amendTask(tx: Tx, id: string, change: TaskChange): Promise<TaskRow> {
  const forgotten = change.statusReason === undefined ? {} : { conflictFiles: null };
  const row = await changeTask(tx, id, { ...forgotten, ...change });
  publish(tx, { topic: "tasks", name: "task.updated", subjectId: row.id, projectId: row.projectId });
  return row;
}

const claimWords = { merge: "it is being merged", removal: "its work is being removed" } as const;

const statusWords = {
  todo: "Todo",
  in_progress: "In progress",
  ai_review: "AI review",
  human_review: "Human review",
  done: "Done",
} as const;

const sentences: Record<TaskVerb, string> = {
  "task.move": "Moving it by hand",
  "run.start": "Run",
  "run.compare": "Comparing models",
  "run.continue": "Continue",
  "run.abort": "Abort",
  "run.feedback": "Feedback",
  "run.resolve-conflict": "Resolving a conflict",
  "run.keep": "Keeping a result",
  "run.drop": "Dropping the run",
  "task.approve": "Approve",
};
