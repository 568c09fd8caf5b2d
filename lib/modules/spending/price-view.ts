import { type ListedPrice, listedAt } from "#lib/modules/spending/prices.ts";
import type { ModelPrice } from "#lib/modules/spending/schema.ts";
import type { PriceRow } from "#lib/modules/spending/store.ts";

export const setPriceView = ({ updatedAt, updatedBy: _, ...price }: PriceRow): ModelPrice => ({
  ...price,
  source: "set",
  asOf: updatedAt.toISOString(),
});

export const listedPriceView = (price: ListedPrice): ModelPrice => ({
  ...price,
  source: "listed",
  asOf: listedAt,
});
