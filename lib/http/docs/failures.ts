import type { JsonSchema } from "#lib/http/docs/json-schema.ts";
import { type ErrorType, statusByErrorType } from "#lib/kernel/errors.ts";

interface Failure {
  name: string;
  description: string;
}

/** The failures of the door, by status; each is one response under `components.responses`. */
const failures = {
  400: {
    name: "Invalid",
    description: "The input is not valid: `details.field` names the field, `details.reason` says why.",
  },
  401: {
    name: "Unauthorized",
    description: "Nobody is signed in, or the key is mistyped, expired or revoked.",
  },
  403: { name: "Forbidden", description: "A right is missing on something that you may see." },
  404: { name: "NotFound", description: "There is no such thing, or you may not see it: both answer alike." },
  409: {
    name: "Conflict",
    description:
      "It does not fit how things stand (CONFLICT), or a required fact is missing (REQUIREMENTS_NOT_MET: the details list what, and how to get there).",
  },
  413: { name: "TooLarge", description: "The request is larger than 6 MiB." },
  429: {
    name: "RateLimited",
    description: "Too many requests; `Retry-After` says after how many seconds to come again.",
  },
  500: {
    name: "InternalError",
    description: "Something went wrong on the server; the request id finds it in the log.",
  },
  502: {
    name: "ProviderError",
    description: "A system behind the server failed: the message says which, and what it said.",
  },
  503: { name: "Unavailable", description: "Something it needs is away for the moment. Try again." },
} as const satisfies Record<number, Failure>;

export type FailureStatus = keyof typeof failures;

/** References to the responses of these statuses, for an operation. */
export const failuresOf = (statuses: readonly FailureStatus[]): Record<string, { $ref: string }> =>
  Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: `#/components/responses/${failures[status].name}` }]),
  );

export function failureResponses(): Record<string, unknown> {
  const entries = Object.entries(failures).map(([status, { name, description }]) => [
    name,
    {
      description,
      headers: {
        "X-Request-Id": { $ref: "#/components/headers/RequestId" },
        ...(status === "429" ? { "Retry-After": { $ref: "#/components/headers/RetryAfter" } } : {}),
      },
      content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
    },
  ]);
  return Object.fromEntries(entries);
}

const errorTypes = Object.keys(statusByErrorType) as ErrorType[];

export const errorSchema: JsonSchema = {
  type: "object",
  description: "What every failure is answered with.",
  properties: {
    error: {
      type: "object",
      properties: {
        type: { type: "string", enum: errorTypes, description: "The kind of failure, for programs." },
        message: { type: "string", description: "What went wrong and what to do, for people." },
        status: { type: "integer", description: "The HTTP status." },
        details: {
          type: "object",
          additionalProperties: {},
          description: "More about it; for bad input `field`, `reason` and all `issues`.",
        },
      },
      required: ["type", "message", "status", "details"],
    },
  },
  required: ["error"],
};
