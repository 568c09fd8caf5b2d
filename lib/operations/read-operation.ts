import { notFound } from "#lib/kernel/errors.ts";
import { operationFor } from "#lib/operations/access.ts";
import { describeAnswerable } from "#lib/operations/answerable.ts";
import { query } from "#lib/operations/query.ts";
import { AnswerableOperation, OperationInput } from "#lib/operations/schema.ts";

export const readOperation = query({
  name: "operation.read",
  http: "GET /api/operations/:operationId",
  summary: "Read an operation",
  input: OperationInput,
  output: AnswerableOperation,
  async read({ tx, input, actor }) {
    const { operation } = await operationFor(tx, actor, input.operationId);
    const [described] = await describeAnswerable(tx, actor, [operation]);
    if (!described) throw notFound("operation");
    return described;
  },
});
