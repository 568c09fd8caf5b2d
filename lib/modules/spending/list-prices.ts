import { z } from "zod";
import { listedPriceView, setPriceView } from "#lib/modules/spending/price-view.ts";
import { listedPrices } from "#lib/modules/spending/prices.ts";
import { ModelPricePage } from "#lib/modules/spending/schema.ts";
import { listPriceRows } from "#lib/modules/spending/store.ts";
import { query } from "#lib/operations/query.ts";

export const listPrices = query({
  name: "price.list",
  http: "GET /api/prices",
  summary: "List what models cost: what admins set, and of the product's own list what they did not",
  input: z.object({}),
  output: ModelPricePage,
  async read({ tx }) {
    const set = (await listPriceRows(tx)).map(setPriceView);
    const isSet = new Set(set.map(({ provider, model }) => `${provider} ${model}`));
    const listed = listedPrices
      .filter(({ provider, model }) => !isSet.has(`${provider} ${model}`))
      .map(listedPriceView);
    return { items: [...set, ...listed], nextCursor: null };
  },
});
