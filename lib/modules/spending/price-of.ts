import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { listedPriceOf } from "#lib/modules/spending/prices.ts";
import type { TokenPrice } from "#lib/modules/spending/schema.ts";
import { findPriceRow } from "#lib/modules/spending/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** What an admin set, else what is listed; null: nobody knows. */
export async function priceOf(tx: Tx, provider: ProviderName, model: string): Promise<TokenPrice | null> {
  return (await findPriceRow(tx, provider, model)) ?? listedPriceOf(provider, model);
}
