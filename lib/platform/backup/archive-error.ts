import { AppError } from "#lib/kernel/errors.ts";

/** A backup that cannot be made, read or restored: one sentence that says why and what to do. */
export class ArchiveError extends AppError {
  constructor(sentence: string, options: { cause?: unknown } = {}) {
    super("PROVIDER_ERROR", sentence, options);
    this.name = "ArchiveError";
  }
}
