"use client";

import { taskWords } from "#components/runs/drafts.ts";
import { type Speech, speechOf } from "#components/runs/speech.ts";
import { useKeptDraft } from "#lib/client/kept-drafts.ts";
import { joinedWords, withoutSent } from "#lib/client/message-words.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { ErrorShape } from "#lib/kernel/answer.ts";
import type { MessageMode, SendMessageInput } from "#lib/modules/messages/schema.ts";
import type { ContinueRunInput } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

export interface ComposerState {
  speech: Speech;
  text: string;
  setText: (text: string) => void;
  /** The text of a message that the agent was not told. */
  takeBack: (taken: string) => void;
  /** False where there is nothing to say, or nobody to say it to. */
  isReady: boolean;
  isBusy: boolean;
  error: ErrorShape | null;
  send: (mode: MessageMode) => Promise<void>;
}

/** The words that are typed in a task, sent as what can be said at that moment. */
export function useComposer(task: TaskView, comments: number): ComposerState {
  const [text, change] = useKeptDraft(taskWords, task.id);
  const tell = useCommand<SendMessageInput>({
    name: "run.message",
    label: "Tell the agent",
    errors: "inline",
  });
  const goOn = useCommand<ContinueRunInput>({ name: "run.continue", label: "Continue", errors: "inline" });
  const sendBack = useCommand({ name: "run.feedback", label: "Send back", errors: "inline" });
  const speech = speechOf(task, comments);
  const isReady =
    speech.verb !== "none" && (text.trim() !== "" || (speech.verb === "send-back" && comments > 0));
  const isBusy = tell.isPending || goOn.isPending || sendBack.isPending;

  const say = (mode: MessageMode) => {
    const input = { projectId: task.projectId, taskId: task.id, text };
    // The server knows all comments; the page may still be asking for them.
    if (speech.verb === "send-back") return sendBack.run({ ...input, withDrafts: true });
    if (speech.verb === "continue") return goOn.run(input);
    return tell.run({ runId: task.currentRun?.id ?? "", text, mode });
  };
  const send = async (mode: MessageMode) => {
    if (!isReady || isBusy) return;
    const { outcome } = await say(mode);
    if (outcome !== "error" && outcome !== "cancelled") change((now) => withoutSent(now, text));
  };
  // What one way of saying it failed with tells nothing of the next.
  const errors = { tell: tell.error, continue: goOn.error, "send-back": sendBack.error, none: null };
  return {
    speech,
    text,
    setText: (next) => change(() => next),
    takeBack: (taken) => change((now) => joinedWords(taken, now)),
    isReady,
    isBusy,
    error: errors[speech.verb],
    send,
  };
}
