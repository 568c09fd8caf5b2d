import { InteractionPage, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { listRunsOfTask, selectInteractions } from "#lib/modules/runs/store.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { query } from "#lib/operations/query.ts";

/** Over all runs of the task, oldest first. */
export const listInteractions = query({
  name: "run.list-interactions",
  http: "GET /api/projects/:projectId/tasks/:taskId/interactions",
  summary: "What people and the agents of a task asked and told each other",
  input: RunTaskInput,
  output: InteractionPage,
  async read({ tx, input, actor }) {
    const { task } = await taskFacts(tx, actor, input);
    const runs = await listRunsOfTask(tx, task.id);
    if (runs.length === 0) return { items: [], nextCursor: null };
    const rows = await selectInteractions(
      tx,
      runs.map(({ id }) => id),
    );
    const items = rows.map(({ interaction, creator, answerer }) => {
      const { id, runId, number, kind, state, externalId, request, answer } = interaction;
      const { expiresAt, answeredAt, createdAt } = interaction;
      return {
        id,
        runId,
        number,
        kind,
        state,
        externalId,
        request,
        answer,
        createdBy: creator,
        answeredBy: answerer,
        expiresAt: expiresAt?.toISOString() ?? null,
        answeredAt: answeredAt?.toISOString() ?? null,
        createdAt: createdAt.toISOString(),
      };
    });
    return { items, nextCursor: null };
  },
});
