import { ProviderError } from "#lib/providers/errors.ts";
import type { RuntimeCallOptions } from "../port.ts";
import { type CallDefaults, withDeadline as withAnyDeadline } from "../with-deadline.ts";

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

export const withDeadline = <Result>(
  options: RuntimeCallOptions | undefined,
  defaults: CallDefaults,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> => withAnyDeadline({ system, explain }, options, defaults, work);

function explain(error: unknown): { reason: string; isRetryable: boolean } {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  return { reason: (code && sentences[code]) ?? "the log says why", isRetryable: code !== "EROFS" };
}
