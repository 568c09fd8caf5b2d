"use client";

import { type UseMutationResult, useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import { toast } from "sonner";
import { awaitOperation } from "#lib/client/await-operation.ts";
import { type FinalAnswer, useCommands } from "#lib/client/command-context.ts";
import type { CommandAnswer, ErrorShape, OperationRef } from "#lib/kernel/answer.ts";
import { labelOfCommand } from "#lib/kernel/command-words.ts";
import { newId } from "#lib/kernel/ids.ts";

interface CommandOptions<Result> {
  /** The command's name in the catalogue: `workspace.stop`. */
  name: string;
  /** What the dialog's button says; made from the name when left out. */
  label?: string;
  /** What the dialog names where that is not the target: the branch that is pushed. */
  subject?: string;
  /** Done, or accepted and running; where a confirmation came between, the result is there only if shown once. */
  onDone?: (result: Result | undefined, operation: OperationRef) => void;
  /** Where nothing on the screen shows how accepted work goes on, the answer is how it has ended. */
  isAwaited?: boolean;
  /** How long that is waited for; a minute unless said. */
  waitMs?: number;
  /** `inline`: the caller shows `error` beside its field; nothing is toasted. */
  errors?: "toast" | "inline";
}

interface RunOptions {
  reason?: string;
}

interface CommandHandle<Input, Result> {
  run: (input: Input, options?: RunOptions) => Promise<FinalAnswer<Result>>;
  isPending: boolean;
  /** What the last run failed with, until the next one starts. */
  error: ErrorShape | null;
  requestId: string | null;
  reset: () => void;
}

/**
 * Runs one command through the server action. A held answer opens the shared dialog; the promise resolves when that
 * is over. It never rejects: a failure is an answer with `outcome: "error"`.
 */
export function useCommand<Input, Result = unknown>({
  name,
  label,
  subject,
  onDone,
  isAwaited = false,
  waitMs,
  errors = "toast",
}: CommandOptions<Result>): CommandHandle<Input, Result> {
  const commands = useCommands();
  const mutation: UseMutationResult<
    FinalAnswer<Result>,
    Error,
    { input: Input; reason?: string }
  > = useMutation({
    mutationFn: async ({ input, reason }) => {
      const first = await answerOf(commands.run({ name, input, idempotencyKey: newId(), reason }));
      const final = first.outcome === "held" ? await commands.askToConfirm(first, { label, subject }) : first;
      const ended = isAwaited && final.outcome === "accepted" ? await endOf(final, waitMs) : final;
      // The door checked the result against the command's own schema; the name ties it to this type.
      return ended as FinalAnswer<Result>;
    },
    onSuccess: (answer) => {
      if (answer.outcome === "done" || answer.outcome === "accepted")
        onDone?.(answer.result, answer.operation);
      if (answer.outcome === "error" && errors === "toast")
        toastError(label ?? labelOfCommand(name), answer.error);
    },
  });
  const { mutateAsync, data, isPending, reset } = mutation;
  const run = useCallback(
    (input: Input, options: RunOptions = {}) => mutateAsync({ input, reason: options.reason }),
    [mutateAsync],
  );
  const failed = !isPending && data?.outcome === "error" ? data : null;
  return { run, isPending, error: failed?.error ?? null, requestId: failed?.requestId ?? null, reset };
}

async function endOf(
  accepted: Extract<FinalAnswer, { outcome: "accepted" }>,
  waitMs?: number,
): Promise<FinalAnswer> {
  const operation = await awaitOperation(accepted.operation, waitMs);
  if (operation === null) return accepted;
  if (operation.state === "succeeded") return { outcome: "done", result: operation.result, operation };
  if (operation.error === null)
    return { outcome: "cancelled", operation: { ...operation, warning: operation.sentence } };
  return { outcome: "error", error: operation.error, operation, requestId: "" };
}

/** Turns a server action that could not be reached into an answer like any other. */
export async function answerOf(pending: Promise<CommandAnswer>): Promise<CommandAnswer> {
  try {
    return await pending;
  } catch {
    return {
      outcome: "error",
      error: {
        type: "NETWORK",
        message: "The server did not answer. Nothing is known to have happened; look before you try again.",
        status: 0,
        details: {},
      },
      operation: null,
      requestId: "",
    };
  }
}

const toastError = (label: string, error: ErrorShape): void => {
  toast.error(`${label} failed`, { description: error.message, duration: 10_000 });
};
