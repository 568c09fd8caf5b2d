import { amendTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import { TaskView, UpdateTaskInput } from "#lib/modules/tasks/schema.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { taskView } from "#lib/modules/tasks/view.ts";
import { command } from "#lib/operations/command.ts";

/** What a run was told stays with it; the next one reads the new text. */
export const updateTask = command({
  name: "task.update",
  http: "PATCH /api/projects/:projectId/tasks/:taskId",
  summary: "Change a task's title, description or model",
  input: UpdateTaskInput,
  output: TaskView,
  facts: (tx, input, actor) => taskFacts(tx, actor, input),
  async apply(tx, { input }) {
    const { task } = await lockTask(tx, input.taskId);
    const { title = task.title, description = task.description, model = task.model } = input;
    await amendTask(tx, task.id, { title, description, model });
    return taskView(tx, task.id);
  },
});
