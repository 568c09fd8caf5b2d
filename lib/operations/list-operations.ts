import { describeOperations } from "#lib/operations/describe.ts";
import { type QueryContext, query } from "#lib/operations/query.ts";
import { ListOperationsInput, OperationPage } from "#lib/operations/schema.ts";
import { listOperationRows, type OperationFilter } from "#lib/operations/store.ts";

/** Everything that was asked for, newest first. Consents and cancellations stand with the operation they belong to. */
export const listOperations = query({
  name: "operation.list",
  http: "GET /api/operations",
  summary: "List operations",
  input: ListOperationsInput,
  output: OperationPage,
  read: ({ tx, input, actor }) => {
    const { state: states, cursor: before, limit, ...filter } = input;
    return pageOfOperations({ tx, actor }, { ...filter, states, before }, limit);
  },
});

/** One page of the operations that the actor may see and the filter lets through, newest first. */
export async function pageOfOperations(
  { tx, actor }: Pick<QueryContext<unknown>, "tx" | "actor">,
  filter: OperationFilter,
  limit: number,
) {
  const rows = await listOperationRows(tx, actor, filter, limit + 1);
  const page = rows.slice(0, limit);
  return {
    items: await describeOperations(tx, page),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
