import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { z } from "zod";
import { type Secret, secret } from "#lib/kernel/secret.ts";
import { checkHost, guardedLookup, refusedCode } from "#lib/platform/outgoing-address.ts";

/** How a provider answered; `error` is one sentence for people, null when it did. */
export interface ProviderAnswer {
  durationMs: number;
  error: string | null;
  models: string[];
}

interface Endpoint {
  protocol: "anthropic" | "openai";
  baseUrl: string;
  key: Secret | null;
}

const deadlineMs = 5_000;
const answerBytesMax = 5_000_000;
const modelsMax = 500;

// https://docs.anthropic.com/en/api/models-list and https://platform.openai.com/docs/api-reference/models/list
const Models = z.object({ data: z.array(z.object({ id: z.string().max(200) })) });

/** Asks for the list of models, within 5 s. Never throws for what the other side does, and follows no redirect with the key. */
export async function checkProvider(endpoint: Endpoint, signal: AbortSignal): Promise<ProviderAnswer> {
  const begin = performance.now();
  const ended = (error: string | null, models: string[] = []): ProviderAnswer => ({
    durationMs: Math.round(performance.now() - begin),
    error,
    models,
  });
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const response = await askForModels(endpoint, AbortSignal.any([signal, deadline]));
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) {
      response.destroy();
      return ended(statusSentence(status));
    }
    const parsed = Models.safeParse(await readJson(response));
    if (!parsed.success) return ended("It answered, but not with a list of models. Check the address.");
    return ended(
      null,
      parsed.data.data.slice(0, modelsMax).map((model) => model.id),
    );
  } catch (error) {
    if (signal.aborted) throw error;
    return ended(deadline.aborted ? tookTooLong : failureSentence(error));
  }
}

/** A model may run on this machine or beside it; where a cloud keeps its machines' keys, none does. */
const rule = { allowPrivate: true };

function askForModels(endpoint: Endpoint, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(`${endpoint.baseUrl}/models`);
  const start = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    checkHost(url.hostname, rule);
    const headers = { accept: "application/json", "user-agent": "Lockkeeper", ...authentication(endpoint) };
    const asked = start(url, { headers, signal, lookup: guardedLookup(rule), agent: false }, resolve);
    asked.once("error", reject);
    // Without a listener Node closes such a connection and tells nobody.
    asked.once("upgrade", (_, socket) => {
      socket.destroy();
      reject(new Error("It wants another protocol."));
    });
    asked.end();
  });
}

function authentication({ protocol, key }: Endpoint): Record<string, string> {
  if (protocol === "anthropic") {
    return { "anthropic-version": "2023-06-01", ...(key ? { "x-api-key": key.reveal() } : {}) };
  }
  return key ? { authorization: `Bearer ${key.reveal()}` } : {};
}

export const keyOf = (text: string | null): Secret | null => (text === null ? null : secret(text));

async function readJson(response: IncomingMessage): Promise<unknown> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > answerBytesMax) return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function statusSentence(status: number): string {
  if (status === 401 || status === 403) return `It refused the key (${status}).`;
  if (status === 404) return "It answered 404: the address has no list of models. Check it; most end in /v1.";
  if (status === 429) return "It answered 429: too many requests, or no credit left.";
  if (status >= 300 && status < 400)
    return `It answered ${status}, a redirect. Give the address it leads to.`;
  return `It answered ${status}.`;
}

const reasonByCode: Record<string, string> = {
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the host's name could not be looked up",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "it closed the connection",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
};

const tookTooLong = `It did not answer within ${deadlineMs / 1000} s.`;

function failureSentence(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === refusedCode && error instanceof Error) return `It was not asked: ${error.message}`;
  return `It could not be reached${code ? ` (${reasonByCode[code] ?? code})` : ""}.`;
}
