import { z } from "zod";
import { type Secret, secret } from "#lib/kernel/secret.ts";

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
    const response = await fetch(`${endpoint.baseUrl}/models`, {
      headers: { accept: "application/json", ...authentication(endpoint) },
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return ended(statusSentence(response.status));
    }
    const parsed = Models.safeParse(await readJson(response));
    if (!parsed.success) return ended("It answered, but not with a list of models. Check the address.");
    return ended(
      null,
      parsed.data.data.slice(0, modelsMax).map((model) => model.id),
    );
  } catch (error) {
    if (signal.aborted) throw error;
    return ended(failureSentence(error));
  }
}

function authentication({ protocol, key }: Endpoint): Record<string, string> {
  if (protocol === "anthropic") {
    return { "anthropic-version": "2023-06-01", ...(key ? { "x-api-key": key.reveal() } : {}) };
  }
  return key ? { authorization: `Bearer ${key.reveal()}` } : {};
}

export const keyOf = (text: string | null): Secret | null => (text === null ? null : secret(text));

async function readJson(response: Response): Promise<unknown> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
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

function failureSentence(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError")
    return `It did not answer within ${deadlineMs / 1000} s.`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return `It could not be reached${code ? ` (${reasonByCode[code] ?? code})` : ""}.`;
}
