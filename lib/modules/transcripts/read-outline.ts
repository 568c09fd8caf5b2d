import { eventView } from "#lib/modules/runs/event-view.ts";
import { shownRun } from "#lib/modules/runs/shown-run.ts";
import { editNames, outlineEntryOf, outlineMax, todosOf } from "#lib/modules/transcripts/rules.ts";
import { Outline, ReadOutlineInput } from "#lib/modules/transcripts/schema.ts";
import { countEvents, findLastCall, selectOutline } from "#lib/modules/transcripts/store.ts";
import { query } from "#lib/operations/query.ts";

/** Where a run has its prompts, asks, reviews and edits, and what the agent means to do: without its transcript. */
export const readOutline = query({
  name: "run.read-outline",
  http: "GET /api/projects/:projectId/tasks/:taskId/outline",
  summary: "The outline of a task's run: prompts, asks, reviews, edits, and the agent's own list",
  input: ReadOutlineInput,
  output: Outline,
  async read({ tx, input, actor }) {
    const { run } = await shownRun(tx, actor, input);
    if (!run) return { entries: [], todos: null, events: 0 };
    const [rows, lastList, events] = await Promise.all([
      selectOutline(tx, run.id, [...editNames, "task"], outlineMax),
      findLastCall(tx, run.id, "todowrite"),
      countEvents(tx, run.id),
    ]);
    const entries = rows.reverse().flatMap((row) => outlineEntryOf(eventView(row)) ?? []);
    const last = lastList && eventView(lastList);
    return { entries, todos: last?.kind === "tool" ? todosOf(last.data) : null, events };
  },
});
