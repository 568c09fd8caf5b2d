import { labelsOfTasks } from "#lib/modules/labels/of-task.ts";
import { runViews } from "#lib/modules/runs/of-task.ts";
import { standingOf } from "#lib/modules/tasks/advance-task.ts";
import { legalMovesOf, movesOf, verbsOf } from "#lib/modules/tasks/rules.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";
import { type SelectedTask, selectDependencies, selectTask } from "#lib/modules/tasks/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Tasks as everybody reads them, each with its current run: `tx` sees both as they were in one moment, or has them locked. */
export async function taskViews(tx: Tx, selected: readonly SelectedTask[]): Promise<TaskView[]> {
  const runIds = selected.flatMap(({ task }) => task.currentRunId ?? []);
  const taskIds = selected.map(({ task }) => task.id);
  const runs = await runViews(tx, runIds);
  const labels = await labelsOfTasks(tx, taskIds);
  const dependencies = await selectDependencies(tx, taskIds);
  return selected.map(({ task, creator, assignee }) => {
    const run = runs.get(task.currentRunId ?? "") ?? null;
    const standing = standingOf(task, run);
    return {
      id: task.id,
      projectId: task.projectId,
      number: task.number,
      title: task.title,
      description: task.description,
      status: task.status,
      resolution: task.resolution,
      statusReason: task.statusReason,
      conflictFiles: task.conflictFiles,
      model: task.model,
      priority: task.priority,
      assignee,
      position: task.position,
      labels: labels.get(task.id) ?? [],
      after: dependencies.flatMap(({ taskId, ...dependency }) => (taskId === task.id ? dependency : [])),
      currentRun: run,
      isApproving: standing.claim === "merge",
      isRemoving: standing.claim === "removal",
      legalMoves: legalMovesOf(standing),
      moves: movesOf(standing),
      verbs: verbsOf(standing),
      createdBy: creator,
      createdAt: task.createdAt.toISOString(),
      updatedAt: task.updatedAt.toISOString(),
    };
  });
}

export async function taskView(tx: Tx, taskId: string): Promise<TaskView> {
  const [view] = await taskViews(tx, await selectTask(tx, taskId));
  if (!view) throw new Error("The task is gone.");
  return view;
}
