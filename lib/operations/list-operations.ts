import { and, notLike } from "drizzle-orm";
import { operations } from "#drizzle/schema/operations.ts";
import { visibleOperations } from "#lib/operations/access.ts";
import { query } from "#lib/operations/query.ts";
import { ListOperationsInput, OperationPage } from "#lib/operations/schema.ts";
import { listOperationRows, listStepsOf } from "#lib/operations/store.ts";
import { operationView } from "#lib/operations/view.ts";

/** Everything that was asked for, newest first. Consents and cancellations stand with the operation they belong to. */
export const listOperations = query({
  name: "operation.list",
  http: "GET /api/operations",
  summary: "List operations",
  input: ListOperationsInput,
  output: OperationPage,
  async read({ tx, input, actor }) {
    const { state: states, cursor: before, limit, ...filter } = input;
    const visible = and(visibleOperations(tx, actor), notLike(operations.command, "operation.%"));
    const rows = await listOperationRows(tx, { ...filter, states, before }, visible, limit + 1);
    const page = rows.slice(0, limit);
    const steps = await listStepsOf(
      tx,
      page.map((row) => row.id),
    );
    const stepsOf = Map.groupBy(steps, (step) => step.operationId);
    return {
      items: page.map((row) => operationView(row, stepsOf.get(row.id) ?? [])),
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  },
});
