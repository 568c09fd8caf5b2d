import { AgentRefused, AgentUnreachable } from "#lib/providers/agents/port.ts";
import type { WireError } from "./wire.ts";

export const abortedErrorName = "MessageAbortedError";

const plainMessages: Record<string, string> = {
  ProviderAuthError: "The model's provider refused the credentials.",
  MessageOutputLengthError: "The answer was longer than the model may write.",
  ContextOverflowError: "The conversation no longer fits into the model's context.",
  ContentFilterError: "The provider's content filter stopped the answer.",
  StructuredOutputError: "The model did not answer in the form that was asked for.",
};

/** An error of a turn in our words, with the provider's own message behind it. */
export function describeError(error: WireError) {
  const detail = error.data.message?.trim() ?? "";
  const plain = plainMessages[error.name];
  return {
    name: error.name,
    message: [plain, detail].filter((part) => part !== undefined && part !== "").join(" ") || error.name,
    isRetryable: error.data.isRetryable ?? false,
    httpStatus: error.data.statusCode ?? null,
  };
}

/** An answer that is not 2xx. Server errors and a proxy without its server are unreachable, the rest is a refusal. */
export function refusalOf(action: string, status: number, body: string): AgentUnreachable | AgentRefused {
  const detail = body.slice(0, 500);
  if (status >= 500) return new AgentUnreachable(`OpenCode failed to ${action} (HTTP ${status}): ${detail}`);
  if (status === 401 || status === 403) {
    return new AgentRefused(`OpenCode refused the password when asked to ${action}.`, status);
  }
  return new AgentRefused(`OpenCode refused to ${action} (HTTP ${status}): ${detail}`, status);
}

/** A request that got no answer. The address is left out: it may be internal. */
export function unreachable(action: string, cause: unknown): AgentUnreachable {
  const isLate = cause instanceof Error && cause.name === "TimeoutError";
  const reason = isLate ? "did not answer in time" : "cannot be reached";
  return new AgentUnreachable(`OpenCode ${reason} when asked to ${action}.`, { cause });
}
