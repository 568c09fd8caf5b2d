import { shownRun } from "#lib/modules/runs/shown-run.ts";
import { matchesMax } from "#lib/modules/transcripts/rules.ts";
import { Matches, SearchTranscriptInput } from "#lib/modules/transcripts/schema.ts";
import { selectMatches } from "#lib/modules/transcripts/store.ts";
import { query } from "#lib/operations/query.ts";

/** Also in what the browser has not loaded yet. */
export const searchTranscript = query({
  name: "run.search",
  http: "GET /api/projects/:projectId/tasks/:taskId/search",
  summary: "Where words stand in what a task's run said and did",
  input: SearchTranscriptInput,
  output: Matches,
  async read({ tx, input, actor }) {
    const { run } = await shownRun(tx, actor, input);
    if (!run) return { items: [], isCut: false };
    const found = await selectMatches(tx, run.id, input.q, matchesMax + 1);
    return { items: found.slice(-matchesMax), isCut: found.length > matchesMax };
  },
});
