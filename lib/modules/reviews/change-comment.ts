import { notFound } from "#lib/kernel/errors.ts";
import { draftFacts, tellReview } from "#lib/modules/reviews/review-facts.ts";
import { ChangeCommentInput, RemovedComment } from "#lib/modules/reviews/schema.ts";
import { changeDraft } from "#lib/modules/reviews/store.ts";
import { command } from "#lib/operations/command.ts";

/** Says a comment that was not sent yet in other words. */
export const changeComment = command({
  name: "review.change-comment",
  http: "PATCH /api/projects/:projectId/tasks/:taskId/review/comments/:commentId",
  summary: "Change a comment that was not sent yet",
  input: ChangeCommentInput,
  output: RemovedComment,
  facts: (tx, input, actor) => draftFacts(tx, input, actor),
  async apply(tx, { input, facts: { run, comment, userId } }) {
    const { text = comment.text, suggestion = comment.suggestion } = input;
    if (!(await changeDraft(tx, comment.id, { text, suggestion }))) throw notFound("draft of a comment");
    tellReview(tx, { runId: run.id, projectId: run.projectId, userId });
    return { id: comment.id };
  },
});
