/** The kinds of failure a caller can meet, and the HTTP status each is answered with. */
export const statusByErrorType = {
  VALIDATION_ERROR: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  REQUIREMENTS_NOT_MET: 409,
  PAYLOAD_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  PROVIDER_ERROR: 502,
  SERVICE_UNAVAILABLE: 503,
} as const;

export type ErrorType = keyof typeof statusByErrorType;

/** What every door sends for a failure, under the key `error`. */
export interface ErrorBody {
  type: ErrorType;
  message: string;
  status: number;
  details: Record<string, unknown>;
}

interface AppErrorOptions {
  details?: Record<string, unknown>;
  /** For the log only; may hold what a caller must not read. */
  message?: string;
  cause?: unknown;
}

/** A failure that may be shown: `publicMessage` to the caller, `message` and `cause` to the log. */
export class AppError extends Error {
  readonly type: ErrorType;
  readonly publicMessage: string;
  readonly details: Record<string, unknown>;

  constructor(type: ErrorType, publicMessage: string, options: AppErrorOptions = {}) {
    super(options.message ?? publicMessage, { cause: options.cause });
    this.name = "AppError";
    this.type = type;
    this.publicMessage = publicMessage;
    this.details = options.details ?? {};
  }
}

export const notFound = (what: string): AppError =>
  new AppError("NOT_FOUND", `There is no such ${what}, or you may not see it.`);

export const conflict = (message: string, details?: Record<string, unknown>): AppError =>
  new AppError("CONFLICT", message, { details });

export const forbidden = (message: string, details?: Record<string, unknown>): AppError =>
  new AppError("FORBIDDEN", message, { details });

export const invalid = (field: string, reason: string): AppError =>
  new AppError("VALIDATION_ERROR", `${field}: ${reason}`, { details: { field, reason } });

/** The body for any thrown value; what is not an AppError tells the caller nothing of its insides. */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof AppError) {
    const { type, publicMessage, details } = error;
    return { type, message: publicMessage, status: statusByErrorType[type], details };
  }
  return {
    type: "INTERNAL_ERROR",
    message: "Something went wrong on the server. The request id finds it in the log.",
    status: 500,
    details: {},
  };
}
