import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { checkHost, guardedLookup, type Resolve } from "#lib/platform/outgoing-address.ts";
import { failureText } from "#lib/providers/channels/answer-text.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import { deadlineMs, type ForgeTarget } from "#lib/providers/forges/port.ts";
import { apiUrlOf } from "./repository.ts";

const answerBytesMax = 4_000_000;

export interface Call {
  method: "GET" | "POST";
  /** Below the repository, with the query: `/pulls?state=open`. */
  path: string;
  json?: Record<string, unknown>;
  signal: AbortSignal;
  resolve: Resolve | undefined;
}

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  /** Null where it was no JSON, or too much. */
  body: unknown;
}

/** Asks GitHub once, within 10 s. No redirect is followed: the token would go to where nobody said. */
export async function callGithub(target: ForgeTarget, call: Call): Promise<Answer> {
  const deadline = AbortSignal.any([call.signal, AbortSignal.timeout(deadlineMs)]);
  try {
    const response = await send(target, { ...call, signal: deadline });
    return { status: response.statusCode ?? 0, headers: response.headers, body: await readJson(response) };
  } catch (cause) {
    call.signal.throwIfAborted();
    const why = deadline.aborted ? `It did not answer within ${deadlineMs / 1000} s.` : failureText(cause);
    throw new ProviderError("github", `GitHub was asked in vain. ${why}`, { isRetryable: true, cause });
  }
}

function send(target: ForgeTarget, call: Call): Promise<IncomingMessage> {
  const url = new URL(`${apiUrlOf(target.repository)}${call.path}`);
  const start = url.protocol === "https:" ? requestHttps : requestHttp;
  // A GitHub of one's own may stand in the private network; where a cloud keeps its machines' keys, none does.
  const rule = { allowPrivate: true, resolve: call.resolve };
  const body = call.json && JSON.stringify(call.json);
  return new Promise((resolve, reject) => {
    checkHost(url.hostname, rule);
    const headers = {
      accept: "application/vnd.github+json",
      "accept-encoding": "identity",
      authorization: `Bearer ${target.token.reveal()}`,
      "user-agent": "Lockkeeper",
      "x-github-api-version": "2022-11-28",
      ...(body && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
    };
    const { method, signal } = call;
    const asked = start(url, { method, headers, signal, lookup: guardedLookup(rule), agent: false }, resolve);
    asked.once("error", reject);
    // Without a listener Node closes such a connection and tells nobody.
    asked.once("upgrade", (_, socket) => {
      socket.destroy();
      reject(new Error("It wants another protocol."));
    });
    asked.end(body);
  });
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > answerBytesMax) {
      response.destroy();
      return null;
    }
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return null;
  }
}
