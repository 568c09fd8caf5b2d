import { reviewFacts, tellReview } from "#lib/modules/reviews/review-facts.ts";
import { MarkedFile, MarkFileInput } from "#lib/modules/reviews/schema.ts";
import { deleteMark, writeMark } from "#lib/modules/reviews/store.ts";
import { command } from "#lib/operations/command.ts";

/** Notes that one has seen a file as it stands; changed again, it counts as not seen. */
export const markFile = command({
  name: "review.mark-file",
  http: "PUT /api/projects/:projectId/tasks/:taskId/review/marks",
  summary: "Mark a changed file as viewed, or not",
  input: MarkFileInput,
  output: MarkedFile,
  facts: (tx, input, actor) => reviewFacts(tx, input, actor),
  async apply(tx, { input: { path, digest, isViewed }, facts: { run, userId } }) {
    if (isViewed) await writeMark(tx, { runId: run.id, userId, path, digest });
    else await deleteMark(tx, run.id, userId, path);
    tellReview(tx, { runId: run.id, projectId: run.projectId, userId });
    return { path, isViewed };
  },
});
