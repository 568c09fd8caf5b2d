import type { CommandAnswer } from "#lib/kernel/answer.ts";
import { type ErrorBody, toErrorBody } from "#lib/kernel/errors.ts";
import type { AnyCommand } from "#lib/operations/command.ts";
import { clean } from "#lib/platform/known-secrets.ts";

/** A command's answer in HTTP: 200 or 201 done, 202 queued or held, else the error's own status. */
export function commandResponse(command: AnyCommand, answer: CommandAnswer): Response {
  switch (answer.outcome) {
    case "done":
      if (answer.result === null || answer.result === undefined)
        return Response.json({ operation: answer.operation });
      return Response.json(answer.result, { status: command.creates ? 201 : 200 });
    case "accepted": {
      const more = answer.result && typeof answer.result === "object" ? answer.result : {};
      return Response.json({ ...more, operation: answer.operation }, { status: 202 });
    }
    case "held": {
      const { operation, confirm } = answer;
      return Response.json({ operation, ...(confirm ? { confirm } : {}) }, { status: 202 });
    }
    case "error": {
      const { error, operation } = answer;
      const body = operation ? { ...error, details: { ...error.details, operationId: operation.id } } : error;
      return Response.json({ error: body }, { status: error.status || 500 });
    }
  }
}

export function errorResponse(error: unknown): Response {
  const body = clean(toErrorBody(error));
  return Response.json({ error: body }, { status: body.status, headers: errorHeaders(body) });
}

/** What an error says in headers beside its body: when to come again. */
export function errorHeaders({ details: { retryAfterMs } }: ErrorBody): Record<string, string> {
  if (typeof retryAfterMs !== "number") return {};
  return { "retry-after": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
}
