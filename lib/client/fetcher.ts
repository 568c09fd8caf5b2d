import { z } from "zod";
import { parseJson } from "#lib/client/parse-json.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { ErrorShape } from "#lib/kernel/answer.ts";

const ErrorAnswer = z.object({ error: ErrorShape });
const deadlineMs = 30_000;

interface GetOptions {
  signal?: AbortSignal;
}

/**
 * GET of a path of our own REST door, with the session cookie, checked against `schema`.
 * Throws `RequestError`: what the server answered, NETWORK (status 0) when it did not, UNEXPECTED when the answer
 * does not fit. An abort by the caller stays an abort.
 */
export const getJson = <Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  { signal }: GetOptions = {},
): Promise<z.output<Schema>> => askJson(path, {}, schema, signal);

/** POST to one of the doors in front of the sign-in, which are no commands. Throws as `getJson` does. */
export const postJson = <Schema extends z.ZodType>(
  path: string,
  body: unknown,
  schema: Schema,
): Promise<z.output<Schema>> => {
  const headers = { "content-type": "application/json" };
  return askJson(path, { method: "POST", headers, body: JSON.stringify(body) }, schema);
};

async function askJson<Schema extends z.ZodType>(
  path: string,
  { headers, ...request }: Pick<RequestInit, "method" | "headers" | "body">,
  schema: Schema,
  signal?: AbortSignal,
): Promise<z.output<Schema>> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const unanswered = (cause: unknown) => {
    throw signal?.aborted ? cause : networkError(cause);
  };
  const response = await fetch(path, {
    ...request,
    headers: { accept: "application/json", ...headers },
    credentials: "same-origin",
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
  }).catch(unanswered);
  const requestId = response.headers.get("x-request-id");
  const body = parseJson(await response.text().catch(unanswered));
  if (!response.ok) throw errorOf(body, response.status, requestId);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new RequestError(
    {
      type: "UNEXPECTED",
      message: "The answer of the server does not fit this page. Reload it to get the version that does.",
      status: response.status,
      details: {},
    },
    requestId,
    parsed.error,
  );
}

/** A refused request, by what the server said. */
export function errorOf(body: unknown, status: number, requestId: string | null): RequestError {
  const parsed = ErrorAnswer.safeParse(body);
  if (parsed.success) return new RequestError(parsed.data.error, requestId);
  const type = status === 503 || status === 502 ? "SERVICE_UNAVAILABLE" : "UNEXPECTED";
  return new RequestError(
    { type, message: `The server answered ${status}.`, status, details: {} },
    requestId,
  );
}

export const networkError = (cause: unknown): RequestError =>
  new RequestError(
    {
      type: "NETWORK",
      message: "The server did not answer. Check that it runs, then try again.",
      status: 0,
      details: {},
    },
    null,
    cause,
  );
