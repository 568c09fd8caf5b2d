import { z } from "zod";
import { type Secret, secret } from "#lib/kernel/secret.ts";
import { askJson } from "#lib/providers/ask-json.ts";
import { ProviderError } from "#lib/providers/errors.ts";

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
  try {
    const { status, body } = await askForModels(endpoint, signal);
    if (status < 200 || status > 299) return ended(statusSentence(status));
    const parsed = Models.safeParse(body);
    if (!parsed.success) return ended("It answered, but not with a list of models. Check the address.");
    return ended(
      null,
      parsed.data.data.slice(0, modelsMax).map((model) => model.id),
    );
  } catch (error) {
    if (error instanceof ProviderError) return ended(error.publicMessage);
    throw error;
  }
}

/** A model may run on this machine or beside it; where a cloud keeps its machines' keys, none does. */
const rule = { allowPrivate: true };

function askForModels(endpoint: Endpoint, signal: AbortSignal) {
  const url = new URL(`${endpoint.baseUrl}/models`);
  const headers = { accept: "application/json", ...authentication(endpoint) };
  const unanswered = (why: string, cause: unknown) => new ProviderError("model", why, { cause });
  return askJson({ url, headers, rule, signal }, { deadlineMs, answerBytesMax, unanswered });
}

function authentication({ protocol, key }: Endpoint): Record<string, string> {
  if (protocol === "anthropic") {
    return { "anthropic-version": "2023-06-01", ...(key ? { "x-api-key": key.reveal() } : {}) };
  }
  return key ? { authorization: `Bearer ${key.reveal()}` } : {};
}

export const keyOf = (text: string | null): Secret | null => (text === null ? null : secret(text));

function statusSentence(status: number): string {
  if (status === 401 || status === 403) return `It refused the key (${status}).`;
  if (status === 404) return "It answered 404: the address has no list of models. Check it; most end in /v1.";
  if (status === 429) return "It answered 429: too many requests, or no credit left.";
  if (status >= 300 && status < 400)
    return `It answered ${status}, a redirect. Give the address it leads to.`;
  return `It answered ${status}.`;
}
