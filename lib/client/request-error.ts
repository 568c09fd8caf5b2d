import type { ErrorShape } from "#lib/kernel/answer.ts";

/** A failed request, as the server described it; `type` is NETWORK when no answer came at all. */
export class RequestError extends Error {
  readonly type: string;
  readonly status: number;
  readonly details: Record<string, unknown>;
  readonly requestId: string | null;

  constructor(shape: ErrorShape, requestId: string | null, cause?: unknown) {
    super(shape.message, { cause });
    this.name = "RequestError";
    this.type = shape.type;
    this.status = shape.status;
    this.details = shape.details;
    this.requestId = requestId;
  }
}

/** The message for one field of a form, when that field is what the server refused. */
export function fieldErrorOf(error: unknown, field: string): string | null {
  if (!(error instanceof RequestError) || error.type !== "VALIDATION_ERROR") return null;
  if (error.details.field !== field) return null;
  return typeof error.details.reason === "string" ? error.details.reason : error.message;
}

/** Whether the same request may succeed later: not where it was refused, which it would be again. */
export const mayPass = (error: unknown): boolean =>
  !(error instanceof RequestError) || error.status === 0 || error.status === 429 || error.status >= 500;
