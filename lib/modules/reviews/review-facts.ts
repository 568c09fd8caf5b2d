import { forbidden, notFound } from "#lib/kernel/errors.ts";
import { type CommentRow, findComment } from "#lib/modules/reviews/store.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

interface OfTask {
  projectId: string;
  taskId: string;
}

/** The run that a person reviews. */
export async function reviewFacts(tx: Tx, input: OfTask, actor: Actor) {
  const facts = await currentRunFacts(tx, actor, input);
  if (!actor.userId) throw forbidden("Only a person reviews.");
  return { ...facts, userId: actor.userId };
}

/** A draft of one's own; NOT_FOUND for everybody else's and for what was sent. */
export async function draftFacts(tx: Tx, input: OfTask & { commentId: string }, actor: Actor) {
  const facts = await reviewFacts(tx, input, actor);
  const comment: CommentRow | null = await findComment(tx, input.commentId);
  const isOwn = comment?.runId === facts.run.id && comment.createdBy === facts.userId;
  if (!comment || !isOwn || comment.state !== "draft") throw notFound("draft of a comment");
  return { ...facts, comment };
}

/** Marks and drafts are of their author alone; what was sent is everybody's. */
export function tellReview(
  tx: Tx,
  { runId, projectId, userId }: { runId: string; projectId: string; userId: string | null },
): void {
  publish(tx, { topic: "reviews", name: "review.changed", subjectId: runId, projectId, userId });
}
