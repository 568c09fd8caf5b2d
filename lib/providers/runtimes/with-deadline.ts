import { AppError } from "#lib/kernel/errors.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import { WorkspacedError } from "#lib/providers/workspaced/request.ts";
import type { RuntimeCallOptions } from "./port.ts";

export interface CallDefaults {
  deadlineMs: number;
  /** Begins every sentence about it: "The workspace could not be started". */
  failure: string;
}

/** What a driver knows of its other side's errors. */
export interface Explainer {
  system: string;
  /** One clause that follows "<failure>: ", without a full stop. */
  explain(error: unknown): { reason: string; isRetryable: boolean };
}

/**
 * Runs one call of the port to its deadline. Its signal is aborted by the deadline and by the caller; only where the
 * caller aborted is the caller's reason thrown, everything else becomes a ProviderError that begins with `failure`.
 */
export async function withDeadline<Result>(
  { system, explain }: Explainer,
  options: RuntimeCallOptions | undefined,
  defaults: CallDefaults,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { deadlineMs = defaults.deadlineMs, signal: callerSignal } = options ?? {};
  callerSignal?.throwIfAborted();
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = callerSignal === undefined ? deadline : AbortSignal.any([callerSignal, deadline]);
  try {
    return await work(signal);
  } catch (error) {
    if (callerSignal?.aborted) throw callerSignal.reason;
    if (error instanceof AppError) throw error;
    const fail = (reason: string, isRetryable: boolean) =>
      new ProviderError(system, `${defaults.failure}: ${reason}`, { isRetryable, cause: error });
    if (deadline.aborted) throw fail(`it took longer than ${deadlineMs / 1000} s.`, true);
    if (error instanceof WorkspacedError) throw fail(error.message, error.retryable);
    const { reason, isRetryable } = explain(error);
    throw fail(`${reason}.`, isRetryable);
  }
}
