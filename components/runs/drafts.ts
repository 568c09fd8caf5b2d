import type { OpenComment } from "#components/runs/open-comments.ts";
import { type AnswerDraft, answerOf } from "#lib/client/ask-words.ts";
import { keepDrafts } from "#lib/client/kept-drafts.ts";

/** Everything that is typed in an open task and not sent yet. */

/** To the agent, by task: whatever the words will be sent as. */
export const taskWords = keepDrafts("");

/** Answers to the questions of an ask, by the ask. */
export const answerDrafts = keepDrafts<readonly AnswerDraft[]>([], (answers) =>
  answers.every((answer) => answerOf(answer).length === 0),
);

/** What the agent should do in place of what it asks to do, by the ask; null where nobody is about to say so. */
export const insteadDrafts = keepDrafts<string | null>(null);

/** Where comments are being written, by run. */
export const openComments = keepDrafts<readonly OpenComment[]>([], (open) => open.length === 0);

/** Words to lines, and what should stand there instead. */
export interface Said {
  text: string;
  suggestion: string | null;
}

/** What is being said at such a place, or in place of a comment that was added, by `keyOfComment` and by the comment. */
export const commentDrafts = keepDrafts<Said | null>(null);

export const keyOfAsk = (runId: string, askId: string): string => `${runId}/${askId}`;

export const keyOfComment = (runId: string, { key }: OpenComment): string => `${runId}/${key}`;
