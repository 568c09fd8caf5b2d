import { draftFacts, tellReview } from "#lib/modules/reviews/review-facts.ts";
import { RemoveCommentInput, RemovedComment } from "#lib/modules/reviews/schema.ts";
import { deleteDraft } from "#lib/modules/reviews/store.ts";
import { command } from "#lib/operations/command.ts";

/** Takes a comment back that was not sent yet. */
export const removeComment = command({
  name: "review.remove-comment",
  http: "DELETE /api/projects/:projectId/tasks/:taskId/review/comments/:commentId",
  summary: "Take back a comment that was not sent yet",
  input: RemoveCommentInput,
  output: RemovedComment,
  facts: (tx, input, actor) => draftFacts(tx, input, actor),
  async apply(tx, { facts: { run, comment, userId } }) {
    await deleteDraft(tx, comment.id);
    tellReview(tx, { runId: run.id, projectId: run.projectId, userId });
    return { id: comment.id };
  },
});
