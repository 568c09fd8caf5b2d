import { priceFacts } from "#lib/modules/spending/price-facts.ts";
import { setPriceView } from "#lib/modules/spending/price-view.ts";
import { SetPriceAnswer, SetPriceInput } from "#lib/modules/spending/schema.ts";
import { writePrice } from "#lib/modules/spending/store.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Holds for calls from now on; what was counted stays as it was counted. */
export const setPrice = command({
  name: "price.set",
  http: "PUT /api/prices",
  summary: "Say what a model costs for a million tokens",
  input: SetPriceInput,
  output: SetPriceAnswer,
  facts: (tx, input, actor) => priceFacts(tx, input, actor),
  async apply(tx, { input, facts, actor, operationId }) {
    const row = await writePrice(tx, { ...input, updatedBy: actor.userId });
    noteChange(tx, operationId, { before: facts.row && setPriceView(facts.row), after: setPriceView(row) });
    publish(tx, { topic: "prices", name: "price.set", subjectId: null, projectId: null });
    return { price: setPriceView(row) };
  },
});
