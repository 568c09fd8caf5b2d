import { OperationView } from "#lib/kernel/answer.ts";
import { operationFor } from "#lib/operations/access.ts";
import { query } from "#lib/operations/query.ts";
import { OperationInput } from "#lib/operations/schema.ts";
import { listSteps } from "#lib/operations/store.ts";
import { operationView } from "#lib/operations/view.ts";

export const readOperation = query({
  name: "operation.read",
  http: "GET /api/operations/:operationId",
  summary: "Read an operation",
  input: OperationInput,
  output: OperationView,
  async read({ tx, input, actor }) {
    const { operation } = await operationFor(tx, actor, input.operationId);
    return operationView(operation, await listSteps(tx, operation.id));
  },
});
