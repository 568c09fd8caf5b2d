import { type Answer, askJson } from "#lib/providers/ask-json.ts";
import { answerText } from "#lib/providers/channels/answer-text.ts";
import { ProviderError } from "#lib/providers/errors.ts";

const deadlineMs = 8_000;
const answerBytesMax = 1_000_000;

// An identity provider often stands in the private network, as models do; where a cloud keeps its machines' keys, none does.
const rule = { allowPrivate: true };

export interface Call {
  url: string;
  headers?: Record<string, string>;
  /** Posted as a form; left out, the address is read. */
  form?: Record<string, string>;
  signal: AbortSignal;
}

export const away = (why: string, cause?: unknown): ProviderError =>
  new ProviderError("identity", why, { isRetryable: true, cause });

export const refused = (why: string, cause?: unknown): ProviderError =>
  new ProviderError("identity", why, { cause });

/** Asks once, within 8 s. No redirect is followed: what we know of a person, and our secret, go where somebody said. */
export async function callProvider({ url, form, headers, signal }: Call): Promise<Answer> {
  const body = form && new URLSearchParams(form).toString();
  const address = URL.parse(url);
  if (!address) throw away(`The provider names ${answerText(url)}, which is no address.`);
  const request = {
    url: address,
    method: body === undefined ? ("GET" as const) : ("POST" as const),
    headers: {
      accept: "application/json",
      ...(body !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
      ...headers,
    },
    body,
    rule,
    signal,
  };
  const { host } = address;
  const unanswered = (why: string, cause: unknown) => away(`${host} was asked in vain. ${why}`, cause);
  const answer = await askJson(request, { deadlineMs, answerBytesMax, unanswered });
  if (answer.status === 429 || answer.status >= 500) throw away(`${host} answered ${answer.status}.`);
  return answer;
}
