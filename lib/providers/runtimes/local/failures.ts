import { AppError } from "#lib/kernel/errors.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import { WorkspacedError } from "#lib/providers/workspaced/request.ts";
import type { RuntimeCallOptions } from "../port.ts";

const system = "local";

export const localError = (message: string, options: { isRetryable?: boolean; cause?: unknown } = {}) =>
  new ProviderError(system, message, options);

const sentences: Partial<Record<string, string>> = {
  ENOSPC: "there is no space left on the disk",
  EDQUOT: "the disk quota is used up",
  EACCES: "the server may not write there",
  EPERM: "the server may not do that",
  EROFS: "the file system is read-only",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ENOTDIR: "a file lies where a folder should",
};

/**
 * Runs one call of the port to its deadline. Its signal is aborted by the deadline and by the caller; only where the
 * caller aborted is the caller's reason thrown, everything else becomes a ProviderError that begins with `failure`.
 */
export async function withDeadline<Result>(
  options: RuntimeCallOptions | undefined,
  defaults: { deadlineMs: number; failure: string },
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
    if (deadline.aborted && !(error instanceof AppError)) {
      const message = `${defaults.failure}: it took longer than ${deadlineMs / 1000} s.`;
      throw localError(message, { isRetryable: true, cause: error });
    }
    throw toLocalError(error, defaults.failure);
  }
}

function toLocalError(error: unknown, failure: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof WorkspacedError) {
    return localError(`${failure}: ${error.message}`, { isRetryable: error.retryable, cause: error });
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  const reason = (code && sentences[code]) ?? "the log says why";
  return localError(`${failure}: ${reason}.`, { isRetryable: code !== "EROFS", cause: error });
}
