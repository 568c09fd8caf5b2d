import { z } from "zod";
import { RequestError } from "#lib/client/request-error.ts";
import { ErrorShape } from "#lib/kernel/answer.ts";

const ErrorAnswer = z.object({ error: ErrorShape });
const deadlineMs = 30_000;

/**
 * POST to one of the doors in front of the sign-in, which are no commands. Throws `RequestError` as `getJson` does.
 */
export async function postJson<Schema extends z.ZodType>(
  path: string,
  body: unknown,
  schema: Schema,
): Promise<z.output<Schema>> {
  const response = await fetch(path, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(body),
    credentials: "same-origin",
    signal: AbortSignal.timeout(deadlineMs),
  }).catch((cause: unknown) => {
    throw failure("NETWORK", "The server did not answer. Check that it runs, then try again.", 0, cause);
  });
  const requestId = response.headers.get("x-request-id");
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return schema.parse(answer);
  const known = ErrorAnswer.safeParse(answer);
  if (known.success) throw new RequestError(known.data.error, requestId);
  throw failure("UNEXPECTED", `The server answered ${response.status}.`, response.status);
}

const failure = (type: string, message: string, status: number, cause?: unknown): RequestError =>
  new RequestError({ type, message, status, details: {} }, null, cause);
