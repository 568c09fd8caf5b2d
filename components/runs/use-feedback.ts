"use client";

import { useCallback, useState } from "react";
import { useCommand } from "#lib/client/run-command.ts";
import type { ErrorShape } from "#lib/kernel/answer.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

export interface PendingComment {
  path: string;
  line: number | null;
  text: string;
}

/** What is collected until it is sent back: a text and comments on lines. */
export interface Feedback {
  text: string;
  comments: readonly PendingComment[];
  setText: (text: string) => void;
  add: (comment: PendingComment) => void;
  remove: (index: number) => void;
  send: () => Promise<void>;
  isPending: boolean;
  error: ErrorShape | null;
}

export function useFeedback(task: TaskView): Feedback {
  const [text, setText] = useState("");
  const [comments, setComments] = useState<readonly PendingComment[]>([]);
  const command = useCommand({ name: "run.feedback", label: "Send back", errors: "inline" });
  const { run } = command;
  const send = useCallback(async () => {
    const answer = await run({ projectId: task.projectId, taskId: task.id, text, comments });
    if (answer.outcome === "error" || answer.outcome === "cancelled") return;
    setText("");
    setComments([]);
  }, [run, task.projectId, task.id, text, comments]);
  return {
    text,
    comments,
    setText,
    add: (comment) => setComments((before) => [...before, comment]),
    remove: (index) => setComments((before) => before.filter((_, other) => other !== index)),
    send,
    isPending: command.isPending,
    error: command.error,
  };
}
