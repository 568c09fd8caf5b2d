/** What a script reads off a finished call. */
export const exitCodes = { done: 0, failed: 1, usage: 2, held: 3, denied: 4 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const codesByError: Readonly<Record<string, ExitCode>> = {
  VALIDATION_ERROR: exitCodes.usage,
  UNAUTHORIZED: exitCodes.denied,
  FORBIDDEN: exitCodes.denied,
  REQUIREMENTS_NOT_MET: exitCodes.denied,
};

/** Of an error of the door, by its type. */
export const exitCodeOfError = (type: string): ExitCode => codesByError[type] ?? exitCodes.failed;

const codesByState: Readonly<Record<string, ExitCode>> = {
  succeeded: exitCodes.done,
  finished: exitCodes.done,
  held: exitCodes.held,
  denied: exitCodes.denied,
  rejected: exitCodes.denied,
};

/** Of an operation that ended, or of a run that stands still, by its state. */
export const exitCodeOfState = (state: string): ExitCode => codesByState[state] ?? exitCodes.failed;
