import { invalid } from "#lib/kernel/errors.ts";
import { labelIdsOf, labelTask } from "#lib/modules/labels/of-task.ts";
import { checkAssignee } from "#lib/modules/projects/people-of-project.ts";
import { amendTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import { checkModel } from "#lib/modules/tasks/check-model.ts";
import { dependOn } from "#lib/modules/tasks/depend-on.ts";
import { isPlaced, orderWritable, placeBeside } from "#lib/modules/tasks/place-beside.ts";
import { dependenciesMax, labelsMax, TaskView, UpdateTaskInput } from "#lib/modules/tasks/schema.ts";
import { selectDependencies, type TaskRow } from "#lib/modules/tasks/store.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { taskView } from "#lib/modules/tasks/view.ts";
import { command } from "#lib/operations/command.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** What a run was told stays with it; the next one reads the new text. */
export const updateTask = command({
  name: "task.update",
  http: "PATCH /api/projects/:projectId/tasks/:taskId",
  summary: "Change a task's text, model, labels, priority, assignee, dependencies or place in its column",
  input: UpdateTaskInput,
  output: TaskView,
  facts: (tx, input, actor) => taskFacts(tx, actor, input),
  async apply(tx, { input, actor, facts: { project } }) {
    const { projectId } = input;
    if (isPlaced(input)) await orderWritable(tx, projectId);
    const { task } = await lockTask(tx, input.taskId);
    await checkAssignee(tx, projectId, input.assigneeId);
    if (input.model !== task.model) await checkModel(tx, actor, project, input.model);
    await relabel(tx, task, input);
    await putAfter(tx, task, input);
    const { title = task.title, description = task.description, model = task.model } = input;
    const { priority = task.priority, assigneeId = task.assigneeId } = input;
    const position = isPlaced(input) ? await placeBeside(tx, task, task.status, input) : task.position;
    await amendTask(tx, task.id, { title, description, model, priority, assigneeId, position });
    return taskView(tx, task.id);
  },
});

async function relabel(tx: Tx, task: TaskRow, input: UpdateTaskInput): Promise<void> {
  const { labelIds, addLabelIds: add = [], removeLabelIds: remove = [] } = input;
  if (!labelIds && add.length === 0 && remove.length === 0) return;
  const wanted = changed(labelIds ?? (await labelIdsOf(tx, task.id)), add, remove);
  if (wanted.length > labelsMax) throw invalid("addLabelIds", `a card has at most ${labelsMax} labels`);
  await labelTask(tx, task, wanted);
}

async function putAfter(tx: Tx, task: TaskRow, input: UpdateTaskInput): Promise<void> {
  const { after, addAfter: add = [], removeAfter: remove = [] } = input;
  if (!after && add.length === 0 && remove.length === 0) return;
  const known = after ?? (await selectDependencies(tx, [task.id])).map(({ number }) => number);
  const wanted = changed(known, add, remove);
  if (wanted.length > dependenciesMax)
    throw invalid("addAfter", `a task comes after at most ${dependenciesMax} others`);
  await dependOn(tx, task, wanted);
}

const changed = <Value>(known: readonly Value[], add: readonly Value[], remove: readonly Value[]): Value[] =>
  [...new Set([...known, ...add])].filter((value) => !remove.includes(value));
