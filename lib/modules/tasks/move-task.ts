import { advanceTask, illegal, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { nextStatus } from "#lib/modules/tasks/rules.ts";
import { MoveTaskInput, TaskView } from "#lib/modules/tasks/schema.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { taskView } from "#lib/modules/tasks/view.ts";
import { command } from "#lib/operations/command.ts";

/** By hand only todo ↔ done; for every other column there is a verb. CONFLICT with details.legalMoves. */
export const moveTask = command({
  name: "task.move",
  http: "POST /api/projects/:projectId/tasks/:taskId/move",
  summary: "Put a task aside without a run, or take a done one up again",
  input: MoveTaskInput,
  output: TaskView,
  facts: (tx, input, actor) => taskFacts(tx, actor, input),
  async apply(tx, { input }) {
    const locked = await lockTaskFor(tx, input.taskId, "task.move");
    const { task, standing } = locked;
    if (nextStatus(task.status, "task.move") !== input.status) {
      throw illegal(standing, `Moving it to ${input.status} by hand`);
    }
    const resolution = input.status === "done" ? "dropped" : null;
    await advanceTask(tx, locked, "task.move", { resolution, statusReason: null });
    return taskView(tx, task.id);
  },
});
