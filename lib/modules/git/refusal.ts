import { type AppError, conflict } from "#lib/kernel/errors.ts";
import { ProviderError } from "#lib/providers/errors.ts";

interface Refusal {
  reason: string;
  message: string;
}

/** Why a push or pull was refused: what people can settle here is a CONFLICT, the rest is the remote's word. */
export function refusalError({ reason, message }: Refusal): AppError {
  if (reason === "unreachable" || reason === "no_access" || reason === "other") {
    return new ProviderError("git remote", message, { isRetryable: reason === "unreachable" });
  }
  return conflict(message, { reason });
}
