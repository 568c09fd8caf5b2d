import { notFound } from "#lib/kernel/errors.ts";
import { priceFacts } from "#lib/modules/spending/price-facts.ts";
import { setPriceView } from "#lib/modules/spending/price-view.ts";
import { ClearPriceInput } from "#lib/modules/spending/schema.ts";
import { deletePrice } from "#lib/modules/spending/store.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** From then on the product's own list holds, where it knows the model. */
export const clearPrice = command({
  name: "price.clear",
  http: "DELETE /api/prices",
  summary: "Forget what an admin said that a model costs",
  input: ClearPriceInput,
  async facts(tx, input, actor) {
    const { row, ...facts } = await priceFacts(tx, input, actor);
    if (!row) throw notFound("price");
    return { ...facts, row };
  },
  async apply(tx, { input, facts, operationId }) {
    await deletePrice(tx, input.provider, input.model);
    noteChange(tx, operationId, { before: setPriceView(facts.row), after: null });
    publish(tx, { topic: "prices", name: "price.cleared", subjectId: null, projectId: null });
    return null;
  },
});
