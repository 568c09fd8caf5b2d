import { advanceTask, amendTask, illegal, lockTask, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { isPlaced, orderWritable, placeBeside } from "#lib/modules/tasks/place-beside.ts";
import { nextStatus } from "#lib/modules/tasks/rules.ts";
import { MoveTaskInput, TaskView } from "#lib/modules/tasks/schema.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { taskView } from "#lib/modules/tasks/view.ts";
import { command } from "#lib/operations/command.ts";

/**
 * By hand only todo ↔ done, and to another place in its own column; for every other column there is a verb. CONFLICT
 * with details.legalMoves.
 */
export const moveTask = command({
  name: "task.move",
  http: "POST /api/projects/:projectId/tasks/:taskId/move",
  summary: "Put a task aside without a run, or take a done one up again",
  input: MoveTaskInput,
  output: TaskView,
  facts: (tx, input, actor) => taskFacts(tx, actor, input),
  async apply(tx, { input }) {
    const { projectId, taskId, status } = input;
    if (isPlaced(input)) await orderWritable(tx, projectId);
    const { task, standing } = await lockTask(tx, taskId);
    const place = isPlaced(input) ? { position: await placeBeside(tx, task, status, input) } : {};
    if (status === task.status && isPlaced(input)) {
      await amendTask(tx, taskId, place);
      return taskView(tx, taskId);
    }
    const locked = await lockTaskFor(tx, taskId, "task.move");
    if (nextStatus(task.status, "task.move") !== status) {
      throw illegal(standing, `Moving it to ${status} by hand`);
    }
    const resolution = status === "done" ? "dropped" : null;
    await advanceTask(tx, locked, "task.move", { resolution, statusReason: null, ...place });
    return taskView(tx, task.id);
  },
});
