"use client";

import { type ReactNode, useCallback, useMemo, useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "#components/shared/confirm-dialog.tsx";
import type { Confirmation } from "#components/shared/use-confirmation.ts";
import {
  CommandContext,
  type Commands,
  type ConfirmOptions,
  type FinalAnswer,
  type HeldAnswer,
  type RunCommand,
} from "#lib/client/command-context.ts";
import { answerOf } from "#lib/client/run-command.ts";
import { ConfirmAnswer, type ErrorShape } from "#lib/kernel/answer.ts";
import { newId } from "#lib/kernel/ids.ts";

const deniedSince: ErrorShape = {
  type: "FORBIDDEN",
  message: "Whoever asked for this may no longer do it. Nothing was done.",
  status: 403,
  details: {},
};

interface Question {
  key: string;
  answer: HeldAnswer;
  options: ConfirmOptions;
  resolve: (answer: FinalAnswer) => void;
}

interface CommandProviderProps {
  runCommand: RunCommand;
  onSignedOut: () => void;
  children: ReactNode;
}

/** Gives every view the server action and the one dialog; questions that come together are asked one by one. */
export function CommandProvider({ runCommand, onSignedOut, children }: CommandProviderProps) {
  const [questions, setQuestions] = useState<readonly Question[]>([]);
  const [isSending, setIsSending] = useState(false);
  const [error, setError] = useState<ErrorShape | null>(null);

  const run = useCallback<RunCommand>(
    async (request) => {
      const answer = await runCommand(request);
      if (answer.outcome === "error" && answer.error.status === 401) onSignedOut();
      return answer;
    },
    [runCommand, onSignedOut],
  );
  const askToConfirm = useCallback<Commands["askToConfirm"]>(
    (answer, options = {}) =>
      new Promise((resolve) =>
        setQuestions((waiting) => [...waiting, { key: newId(), answer, options, resolve }]),
      ),
    [],
  );
  const commands = useMemo(() => ({ run, askToConfirm }), [run, askToConfirm]);

  const question = questions[0];
  const close = (answer: FinalAnswer) => {
    question?.resolve(answer);
    setError(null);
    setQuestions((waiting) => waiting.slice(1));
  };
  const send = async (name: string, input: unknown) => {
    setIsSending(true);
    setError(null);
    const answer = await answerOf(run({ name, input, idempotencyKey: newId() }));
    setIsSending(false);
    if (answer.outcome === "error") setError(answer.error);
    return answer;
  };
  const confirm = async (confirmation: Confirmation) => {
    if (!question) return;
    const answer = await send("operation.confirm", confirmation);
    const confirmed = answer.outcome === "done" ? ConfirmAnswer.safeParse(answer.result).data : undefined;
    if (!confirmed) return;
    const { operation, confirm, shown } = confirmed;
    if (operation.state === "denied") return setError(deniedSince);
    if (!("needs" in operation)) return close({ outcome: "accepted", result: shown, operation });
    // Confirmed, and something is missing still or again: the same dialog shows what.
    const held: HeldAnswer = { outcome: "held", operation, confirm };
    setQuestions((waiting) => [{ ...question, key: newId(), answer: held }, ...waiting.slice(1)]);
  };
  const withdraw = async () => {
    if (!question) return;
    const { operation } = question.answer;
    const answer = await send("operation.cancel", { operationId: operation.id });
    // What can no longer be taken back has ended in another way; the operation's own page shows how.
    if (answer.outcome !== "error" || answer.error.status === 409 || answer.error.status === 404)
      return close({ outcome: "cancelled", operation });
    // Whoever wants to leave can: nothing happens to what is held without their consent.
    toast.warning("It could not be taken back", {
      description: `${answer.error.message} It is held still, and nothing happens unless somebody confirms it; Operations shows it until it expires.`,
      duration: 10_000,
    });
    close(question.answer);
  };

  return (
    <CommandContext value={commands}>
      {children}
      {question && (
        <ConfirmDialog
          key={question.key}
          operation={question.answer.operation}
          confirm={question.answer.confirm}
          {...question.options}
          isSending={isSending}
          error={error}
          onConfirm={confirm}
          onWithdraw={withdraw}
          onClose={() => close(question.answer)}
        />
      )}
    </CommandContext>
  );
}
