import { ReadReviewInput, ReviewView } from "#lib/modules/reviews/schema.ts";
import { listMarks, selectComments } from "#lib/modules/reviews/store.ts";
import { commentView } from "#lib/modules/reviews/view.ts";
import { shownRun } from "#lib/modules/runs/shown-run.ts";
import { query } from "#lib/operations/query.ts";
import { isMachine } from "#lib/platform/auth/actor.ts";

/** The comments on a run's changes and the files of it that the reader has seen. */
export const readReview = query({
  name: "review.read",
  http: "GET /api/projects/:projectId/tasks/:taskId/review",
  summary: "Comments on a run's changes, one's drafts and the files one has seen",
  input: ReadReviewInput,
  output: ReviewView,
  async read({ tx, input, actor }) {
    const { run } = await shownRun(tx, actor, input);
    if (!run) return { runId: null, comments: [], marks: [] };
    // Drafts are their author's alone until they go to the agent: an agent that acts for them is somebody else.
    const readerId = isMachine(actor) ? null : actor.userId;
    const comments = await selectComments(tx, run.id, readerId);
    const marks = readerId ? await listMarks(tx, run.id, readerId) : [];
    return { runId: run.id, comments: comments.map(commentView), marks };
  },
});
