import type { Resolve } from "#lib/platform/outgoing-address.ts";
import { type Answer, askJson } from "#lib/providers/ask-json.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import { deadlineMs } from "#lib/providers/forges/port.ts";
import { githubHeaders } from "#lib/providers/github.ts";

const answerBytesMax = 4_000_000;

export interface Call {
  method: "GET" | "POST";
  url: string;
  /** A token, or what an App proves itself by. */
  bearer: string;
  json?: Record<string, unknown>;
  signal: AbortSignal;
  resolve: Resolve | undefined;
}

/** Asks GitHub once, within 10 s. */
export function callGithub({ method, url, bearer, json, signal, resolve }: Call): Promise<Answer> {
  const body = json && JSON.stringify(json);
  const request = {
    url: new URL(url),
    method,
    headers: { ...githubHeaders(bearer), ...(body && { "content-type": "application/json" }) },
    body,
    // A GitHub of one's own may stand in the private network; where a cloud keeps its machines' keys, none does.
    rule: { allowPrivate: true, resolve },
    signal,
  };
  return askJson(request, { deadlineMs, answerBytesMax, unanswered });
}

const unanswered = (why: string, cause: unknown): ProviderError =>
  new ProviderError("github", `GitHub was asked in vain. ${why}`, { isRetryable: true, cause });
