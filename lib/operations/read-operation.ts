import { OperationView } from "#lib/kernel/answer.ts";
import { operationFor } from "#lib/operations/access.ts";
import { describeOperation } from "#lib/operations/describe.ts";
import { query } from "#lib/operations/query.ts";
import { OperationInput } from "#lib/operations/schema.ts";

export const readOperation = query({
  name: "operation.read",
  http: "GET /api/operations/:operationId",
  summary: "Read an operation",
  input: OperationInput,
  output: OperationView,
  async read({ tx, input, actor }) {
    const { operation } = await operationFor(tx, actor, input.operationId);
    return describeOperation(tx, operation);
  },
});
