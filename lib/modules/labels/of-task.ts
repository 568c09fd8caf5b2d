import { invalid } from "#lib/kernel/errors.ts";
import type { LabelView } from "#lib/modules/labels/schema.ts";
import { listOwnLabels, replaceLabels, selectLabelsOfTasks } from "#lib/modules/labels/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Labels of tasks, by the task's id; a task without any is not in it. */
export async function labelsOfTasks(tx: Tx, taskIds: readonly string[]): Promise<Map<string, LabelView[]>> {
  const found = new Map<string, LabelView[]>();
  for (const { taskId, ...label } of await selectLabelsOfTasks(tx, taskIds)) {
    const known = found.get(taskId);
    if (known) known.push(label);
    else found.set(taskId, [label]);
  }
  return found;
}

/** Gives a task these labels and no others; VALIDATION_ERROR for one that is not its project's. */
export async function labelTask(
  tx: Tx,
  task: { id: string; projectId: string },
  labelIds: readonly string[],
): Promise<void> {
  const wanted = [...new Set(labelIds)];
  await checkLabels(tx, task.projectId, wanted);
  await replaceLabels(tx, task.id, wanted);
}

/** VALIDATION_ERROR for a label that is not the project's. */
export async function checkLabels(tx: Tx, projectId: string, labelIds: readonly string[]): Promise<void> {
  const own = await listOwnLabels(tx, projectId, labelIds);
  const strange = labelIds.find((id) => !own.has(id));
  if (strange !== undefined) throw invalid("labelIds", `${strange} is no label of this project`);
}

/** The ids of a task's labels. */
export const labelIdsOf = async (tx: Tx, taskId: string): Promise<string[]> =>
  (await selectLabelsOfTasks(tx, [taskId])).map(({ id }) => id);
