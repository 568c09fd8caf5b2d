import { eventView } from "#lib/modules/runs/event-view.ts";
import { ListRunEventsInput, RunEventPage } from "#lib/modules/runs/schema.ts";
import { shownRun } from "#lib/modules/runs/shown-run.ts";
import { listEventsBefore, listRunEvents } from "#lib/modules/runs/store.ts";
import { query } from "#lib/operations/query.ts";

/** Oldest change first, or, by `before`, from the end of the conversation towards its beginning. */
export const listEventsOfRun = query({
  name: "run.list-events",
  http: "GET /api/projects/:projectId/tasks/:taskId/events",
  summary: "What a task's run said and did",
  input: ListRunEventsInput,
  output: RunEventPage,
  async read({ tx, input, actor }) {
    const { run } = await shownRun(tx, actor, input);
    if (!run) return { items: [], nextCursor: null };
    if (input.before !== undefined) {
      const found = await listEventsBefore(tx, run.id, input.before, input.limit + 1);
      const items = found.slice(-input.limit).map(eventView);
      return { items, nextCursor: found.length > input.limit ? String(items[0]?.position) : null };
    }
    const rows = await listRunEvents(tx, run.id, input.cursor ?? 0, input.limit + 1);
    const shown = rows.slice(0, input.limit);
    const nextCursor = rows.length > input.limit ? String(shown.at(-1)?.sequence) : null;
    return { items: shown.map(eventView), nextCursor };
  },
});
