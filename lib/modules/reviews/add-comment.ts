import { conflict } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { reviewFacts, tellReview } from "#lib/modules/reviews/review-facts.ts";
import { AddCommentInput, ReviewComment } from "#lib/modules/reviews/schema.ts";
import { countDrafts, insertComment } from "#lib/modules/reviews/store.ts";
import { commentView } from "#lib/modules/reviews/view.ts";
import { command } from "#lib/operations/command.ts";

/** As many as one message may bring. */
const draftsMax = 200;

/** Kept as a draft until it is sent back to the agent together with the others. */
export const addComment = command({
  name: "review.add-comment",
  http: "POST /api/projects/:projectId/tasks/:taskId/review/comments",
  summary: "Write a comment on a run's changes; it waits until it is sent",
  input: AddCommentInput,
  output: ReviewComment,
  creates: true,
  facts: (tx, input, actor) => reviewFacts(tx, input, actor),
  async apply(tx, { input, facts: { run, userId }, actor }) {
    if ((await countDrafts(tx, run.id, userId)) >= draftsMax) {
      throw conflict(`Send your ${draftsMax} comments first: more do not go into one message.`);
    }
    const { path, line, endLine = null, side = "new", text, suggestion = null } = input;
    const comment = await insertComment(tx, {
      id: newId(),
      runId: run.id,
      state: "draft",
      path,
      line,
      endLine: endLine === line ? null : endLine,
      side,
      text,
      suggestion,
      commit: run.headCommit,
      createdBy: userId,
    });
    tellReview(tx, { runId: run.id, projectId: run.projectId, userId });
    return commentView({ comment, author: { id: userId, name: actor.name } });
  },
});
