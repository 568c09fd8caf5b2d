"use client";

import { useCallback, useState } from "react";
import { useCommand } from "#lib/client/run-command.ts";
import type { ErrorShape } from "#lib/kernel/answer.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** What is sent back to the agent: a text, and the comments that were written on the changes. */
export interface Feedback {
  text: string;
  drafts: number;
  setText: (text: string) => void;
  send: () => Promise<void>;
  isPending: boolean;
  error: ErrorShape | null;
}

export function useFeedback(task: TaskView, drafts: number): Feedback {
  const [text, setText] = useState("");
  const command = useCommand({ name: "run.feedback", label: "Send back", errors: "inline" });
  const { run } = command;
  const send = useCallback(async () => {
    const input = { projectId: task.projectId, taskId: task.id, text, withDrafts: drafts > 0 };
    const answer = await run(input);
    if (answer.outcome === "error" || answer.outcome === "cancelled") return;
    setText("");
  }, [run, task.projectId, task.id, text, drafts]);
  return { text, drafts, setText, send, isPending: command.isPending, error: command.error };
}
