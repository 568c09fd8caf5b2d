import { AppError, type ErrorBody, toErrorBody } from "#lib/kernel/errors.ts";
import { databaseAway, isDatabaseAway } from "#lib/platform/db/database-away.ts";
import { clean } from "#lib/platform/known-secrets.ts";

export interface Failure {
  shown: ErrorBody;
  isRetryable: boolean;
}

/** What a failure of some work says of itself, and whether trying again may help. */
export function describeFailure(error: unknown): Failure {
  if (isDatabaseAway(error)) return { shown: toErrorBody(databaseAway(error)), isRetryable: true };
  // Only failures of the outside say so of themselves (ProviderError).
  const isRetryable = error instanceof AppError && "isRetryable" in error && error.isRetryable === true;
  return { shown: clean(toErrorBody(error)), isRetryable };
}
