import { AppError, type ErrorBody, toErrorBody } from "#lib/kernel/errors.ts";

export interface Failure {
  shown: ErrorBody;
  isRetryable: boolean;
}

/** What a failure of some work says of itself, and whether trying again may help. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof AppError) return { shown: toErrorBody(error), isRetryable: false };
  const outside = error as { publicMessage?: unknown; isRetryable?: unknown; system?: unknown } | null;
  if (typeof outside?.publicMessage === "string") {
    const details = typeof outside.system === "string" ? { system: outside.system } : {};
    const shown = { type: "PROVIDER_ERROR" as const, message: outside.publicMessage, status: 502, details };
    return { shown, isRetryable: outside.isRetryable === true };
  }
  return { shown: toErrorBody(error), isRetryable: false };
}
