import { AppError } from "#lib/kernel/errors.ts";

interface ProviderErrorOptions {
  /** Whether the same call may succeed later without anybody changing anything. */
  isRetryable?: boolean;
  /** For the log only; may hold what a caller must not read. */
  message?: string;
  cause?: unknown;
}

/** What went wrong outside of us. `system` names the other side: a runtime, an engine, a forge. */
export class ProviderError extends AppError {
  readonly system: string;
  readonly isRetryable: boolean;

  constructor(system: string, publicMessage: string, options: ProviderErrorOptions = {}) {
    const { isRetryable = false, message, cause } = options;
    super("PROVIDER_ERROR", publicMessage, { details: { system, isRetryable }, message, cause });
    this.name = "ProviderError";
    this.system = system;
    this.isRetryable = isRetryable;
  }
}
