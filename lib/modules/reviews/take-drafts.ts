import { tellReview } from "#lib/modules/reviews/review-facts.ts";
import { sendDrafts } from "#lib/modules/reviews/store.ts";
import type { FeedbackComment } from "#lib/modules/runs/schema.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** A person's comments on a run that were not sent yet, for the message that takes them to the agent. */
export async function takeDrafts(
  tx: Tx,
  run: { id: string; projectId: string },
  userId: string,
): Promise<FeedbackComment[]> {
  const sent = await sendDrafts(tx, run.id, userId);
  tellReview(tx, { runId: run.id, projectId: run.projectId, userId: null });
  return sent.map(({ path, line, endLine, side, text, suggestion }) => {
    return { path, line, endLine, side, text, suggestion };
  });
}
