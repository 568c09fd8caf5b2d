import type { Context } from "hono";
import type { z } from "zod";
import { type ErrorAnswer, type ErrorType, statusByErrorType } from "./protocol/error.ts";

/** A failure that may be shown to the caller; the cause is for the log only. */
export class RequestError extends Error {
  readonly type: ErrorType;
  readonly details: Record<string, unknown>;

  constructor(type: ErrorType, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, { cause });
    this.name = "RequestError";
    this.type = type;
    this.details = details;
  }
}

export const invalid = (field: string, reason: string): RequestError =>
  new RequestError("VALIDATION_ERROR", `${field}: ${reason}`, { field, reason });

export const notFound = (what: string): RequestError =>
  new RequestError("NOT_FOUND", `There is no such ${what}.`);

export const conflict = (message: string, details?: Record<string, unknown>): RequestError =>
  new RequestError("CONFLICT", message, details);

export const unavailable = (message: string, cause?: unknown): RequestError =>
  new RequestError("SERVICE_UNAVAILABLE", message, {}, cause);

/** The body for any thrown value; what is not a RequestError tells the caller nothing of its insides. */
export function toErrorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof RequestError) {
    const { type, message, details } = error;
    return { error: { type, message, status: statusByErrorType[type], details } };
  }
  const message = "Something went wrong in the workspace. Its log says what.";
  return { error: { type: "INTERNAL_ERROR", message, status: 500, details: {} } };
}

const jsonBytesMax = 16 * 1024 * 1024;

/** Checks `value` with `schema`; the first fault becomes a 400 that names the field. */
export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(issue?.path.join(".") || "body", issue?.message ?? "is not valid");
}

export function checkQuery<Schema extends z.ZodType>(context: Context, schema: Schema): z.output<Schema> {
  return check(schema, context.req.query());
}

export async function checkBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (Number(context.req.header("content-length") ?? 0) > jsonBytesMax) {
    throw new RequestError("PAYLOAD_TOO_LARGE", `A JSON body may have at most ${jsonBytesMax} bytes.`);
  }
  const value: unknown = await context.req.json().catch(() => {
    throw invalid("body", "must be JSON");
  });
  return check(schema, value);
}
