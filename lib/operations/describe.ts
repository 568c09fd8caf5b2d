import type { OperationView } from "#lib/kernel/answer.ts";
import { listConsentsOf, listStepsOf, type OperationRow } from "#lib/operations/store.ts";
import { operationView } from "#lib/operations/view.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Operations as people read them, each with its steps and who answered it; in the order given. */
export async function describeOperations(tx: Tx, rows: readonly OperationRow[]): Promise<OperationView[]> {
  const ids = rows.map(({ id }) => id);
  const held = rows.filter(({ heldAt }) => heldAt !== null).map(({ id }) => id);
  const [steps, consents] = await Promise.all([listStepsOf(tx, ids), listConsentsOf(tx, held)]);
  const stepsOf = Map.groupBy(steps, (step) => step.operationId);
  const consentsOf = Map.groupBy(consents, (consent) => consent.operationId);
  return rows.map((row) =>
    operationView(row, { steps: stepsOf.get(row.id) ?? [], consents: consentsOf.get(row.id) ?? [] }),
  );
}

export async function describeOperation(tx: Tx, row: OperationRow): Promise<OperationView> {
  const [view] = await describeOperations(tx, [row]);
  if (!view) throw new Error("One operation was given and none described.");
  return view;
}
