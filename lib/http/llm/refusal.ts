/** A refusal of the gateway's own, in the words in which the protocol that was spoken tells of errors. */

export type Protocol = "anthropic" | "openai";

export interface Refusal {
  status: 400 | 402 | 403 | 413 | 429;
  message: string;
  /** What a program may go by. */
  code: "invalid_body" | "budget_reached" | "model_not_given" | "body_too_large" | "too_many_calls";
}

// https://docs.anthropic.com/en/api/errors
const anthropicTypes: Record<Refusal["status"], string> = {
  400: "invalid_request_error",
  402: "billing_error",
  403: "permission_error",
  413: "request_too_large",
  429: "rate_limit_error",
};

/** A call of an agent takes seconds; then there is room for another. */
const retrySeconds = "5";

export function refusalResponse(protocol: Protocol, { status, message, code }: Refusal): Response {
  const body =
    protocol === "anthropic"
      ? { type: "error", error: { type: anthropicTypes[status], message } }
      : {
          error: {
            message,
            type: status === 402 ? "insufficient_quota" : "invalid_request_error",
            param: null,
            code,
          },
        };
  // Agents that ask again by themselves are told where it would be of no use.
  return Response.json(body, {
    status,
    headers: {
      "cache-control": "no-store",
      "x-should-retry": String(status === 429),
      ...(status === 429 ? { "retry-after": retrySeconds } : {}),
    },
  });
}
