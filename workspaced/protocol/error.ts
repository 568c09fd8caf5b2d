import { z } from "zod";

/** The kinds of failure a caller can meet, and the HTTP status each is answered with. */
export const statusByErrorType = {
  VALIDATION_ERROR: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  RANGE_NOT_SATISFIABLE: 416,
  INTERNAL_ERROR: 500,
  PROVIDER_ERROR: 502,
  SERVICE_UNAVAILABLE: 503,
} as const;

export type ErrorType = keyof typeof statusByErrorType;

/** The body of every failed answer. `type` stays an open string so that a newer workspaced is still read. */
export const ErrorAnswer = z.object({
  error: z.object({
    type: z.string(),
    message: z.string(),
    status: z.number().int(),
    details: z.record(z.string(), z.unknown()).default({}),
  }),
});
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;
