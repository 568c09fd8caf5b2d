import { runViews } from "#lib/modules/runs/of-task.ts";
import { RunPage, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { listRunsOfTask } from "#lib/modules/runs/store.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { query } from "#lib/operations/query.ts";

/** Newest first. */
export const listRuns = query({
  name: "run.list",
  http: "GET /api/projects/:projectId/tasks/:taskId/runs",
  summary: "Every run of a task, how it ended and what it has cost",
  input: RunTaskInput,
  output: RunPage,
  async read({ tx, input, actor }) {
    const { task } = await taskFacts(tx, actor, input);
    const runs = await listRunsOfTask(tx, task.id);
    const views = await runViews(
      tx,
      runs.map(({ id }) => id),
    );
    return { items: runs.flatMap(({ id }) => views.get(id) ?? []), nextCursor: null };
  },
});
