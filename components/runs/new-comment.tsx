"use client";

import { CommentForm } from "#components/runs/comment-form.tsx";
import { commentDrafts, keyOfComment, type Said } from "#components/runs/drafts.ts";
import type { OpenComment } from "#components/runs/open-comments.ts";
import type { ChangesState } from "#components/runs/use-changes-view.ts";
import { useKeptDraft } from "#lib/client/kept-drafts.ts";
import { withoutSent } from "#lib/client/message-words.ts";
import type { PatchHunk } from "#lib/client/patch.ts";
import { shownPath } from "#lib/modules/git/rules.ts";

interface NewCommentProps {
  comment: OpenComment;
  state: ChangesState;
  /** None where the file is not shown. */
  hunks: readonly PatchHunk[];
}

const nothing: Said = { text: "", suggestion: null };
const isNothing = ({ text, suggestion }: Said): boolean => text === "" && suggestion === null;

/** What was typed while the rest was on its way. */
const restOf = (typed: Said, sent: Said): Said => ({
  text: withoutSent(typed.text, sent.text),
  suggestion: typed.suggestion === sent.suggestion ? null : typed.suggestion,
});

/** The form of a comment that is being written, below the last of its lines. */
export function NewComment({ comment, state, hunks }: NewCommentProps) {
  const { run, review, closeComment } = state;
  const { path, side, line, endLine } = comment;
  const [said, change] = useKeptDraft(commentDrafts, keyOfComment(run.id, comment));
  const { text, suggestion } = said ?? nothing;
  const replaced = side === "new" ? linesOf(hunks, line, endLine) : [];
  return (
    <CommentForm
      said={{ text, suggestion }}
      onChange={(next) => change(() => (isNothing(next) ? null : next))}
      where={line === endLine ? `Line ${line}` : `Lines ${line} to ${endLine}`}
      replaced={replaced.length > 0 ? replaced.join("\n") : null}
      action="Add comment"
      isFresh={said === null}
      onCancel={() => closeComment(comment)}
      onSave={async () => {
        if (!(await review.add({ path, side, line, endLine, text: text.trim(), suggestion }))) return;
        const rest = restOf(commentDrafts.read(keyOfComment(run.id, comment)) ?? nothing, {
          text,
          suggestion,
        });
        if (isNothing(rest)) closeComment(comment);
        else change(() => rest);
      }}
    />
  );
}

/** Comments that are being written to files which are no longer among the changes that are shown. */
export function LeftComments({ state }: { state: ChangesState }) {
  const paths = new Set(state.files.map(({ path }) => path));
  const left = state.open.filter(({ path }) => !paths.has(path));
  if (left.length === 0) return null;
  return (
    <section
      aria-label="Comments on files that are not shown"
      className="grid max-h-64 flex-none gap-2 overflow-y-auto border-b px-4 py-3"
    >
      {left.map((comment) => (
        <div key={comment.key} className="grid gap-1">
          <code className="truncate text-muted-foreground text-xs">{shownPath(comment.path)}</code>
          <NewComment comment={comment} state={state} hunks={[]} />
        </div>
      ))}
    </section>
  );
}

const linesOf = (hunks: readonly PatchHunk[], from: number, to: number): string[] =>
  hunks.flatMap(({ lines }) =>
    lines.flatMap(({ newLine, text }) =>
      newLine !== null && newLine >= from && newLine <= to ? [text] : [],
    ),
  );
