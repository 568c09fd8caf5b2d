import type { ReviewComment } from "#lib/modules/reviews/schema.ts";
import type { SelectedComment } from "#lib/modules/reviews/store.ts";

export function commentView({ comment, author }: SelectedComment): ReviewComment {
  const { id, state, path, line, endLine, side, text, suggestion, commit, sentAt, createdAt } = comment;
  return {
    id,
    state,
    path,
    line,
    endLine,
    side,
    text,
    suggestion,
    commit,
    createdBy: author,
    sentAt: sentAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
