import { type ExitCode, exitCodes } from "#cli/exit-codes.ts";

interface FailureOptions {
  /** What to do about it, one line each. */
  hints?: readonly string[];
  /** The server's own answer, for `--json`. */
  body?: unknown;
  cause?: unknown;
  /** The server is away or asks for patience: the same may go well a little later. */
  isPassing?: boolean;
}

/** A call that ends here: what failed and why, what to do, and the code it ends with. */
export class CliFailure extends Error {
  readonly exitCode: ExitCode;
  readonly hints: readonly string[];
  readonly body: unknown;
  readonly isPassing: boolean;

  constructor(exitCode: ExitCode, message: string, options: FailureOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "CliFailure";
    this.exitCode = exitCode;
    this.hints = options.hints ?? [];
    this.body = options.body;
    this.isPassing = options.isPassing ?? false;
  }
}

export const usageFailure = (message: string, ...hints: string[]): CliFailure =>
  new CliFailure(exitCodes.usage, message, { hints });

export const failed = (message: string, ...hints: string[]): CliFailure =>
  new CliFailure(exitCodes.failed, message, { hints });

export const isPassing = (error: unknown): boolean => error instanceof CliFailure && error.isPassing;
