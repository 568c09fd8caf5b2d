import { TaskInput, TaskView } from "#lib/modules/tasks/schema.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { taskView } from "#lib/modules/tasks/view.ts";
import { query } from "#lib/operations/query.ts";
import { readAtOnce } from "#lib/platform/db/read-at-once.ts";

export const readTask = query({
  name: "task.read",
  http: "GET /api/projects/:projectId/tasks/:taskId",
  summary: "A task with its current run and what may be asked of it",
  input: TaskInput,
  output: TaskView,
  read: ({ input, actor, platform }) =>
    readAtOnce(platform.database, async (tx) => {
      await taskFacts(tx, actor, input);
      return taskView(tx, input.taskId);
    }),
});
