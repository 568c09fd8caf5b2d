import { invalid } from "#lib/kernel/errors.ts";
import { Id } from "#lib/kernel/ids.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { ListTasksInput, TaskPage } from "#lib/modules/tasks/schema.ts";
import { selectTasks } from "#lib/modules/tasks/store.ts";
import { taskViews } from "#lib/modules/tasks/view.ts";
import { query } from "#lib/operations/query.ts";
import { readAtOnce } from "#lib/platform/db/read-at-once.ts";

/** Newest first. */
export const listTasks = query({
  name: "task.list",
  http: "GET /api/projects/:projectId/tasks",
  summary: "The tasks of a project",
  input: ListTasksInput,
  output: TaskPage,
  async read({ tx, input, actor, platform }) {
    const { projectId, cursor, limit, ...filter } = input;
    await projectFacts(tx, actor, projectId);
    if (cursor !== undefined && !Id.safeParse(cursor).success)
      throw invalid("cursor", "is not one of this list");
    return readAtOnce(platform.database, async (now) => {
      const rows = await selectTasks(now, { projectId, ...filter, before: cursor }, limit + 1);
      const shown = rows.slice(0, limit);
      const nextCursor = rows.length > limit ? (shown.at(-1)?.task.id ?? null) : null;
      return { items: await taskViews(now, shown), nextCursor };
    });
  },
});
