import { errorOf, networkError } from "#lib/client/fetcher.ts";
import { parseJson } from "#lib/client/parse-json.ts";

const deadlineMs = 30_000;

/** The text at an address of ours. Throws RequestError. */
export async function readText(address: string, signal?: AbortSignal): Promise<string> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const unanswered = (cause: unknown) => {
    throw signal?.aborted ? cause : networkError(cause);
  };
  const response = await fetch(address, {
    credentials: "same-origin",
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
  }).catch(unanswered);
  const text = await response.text().catch(unanswered);
  if (response.ok) return text;
  throw errorOf(parseJson(text), response.status, response.headers.get("x-request-id"));
}
