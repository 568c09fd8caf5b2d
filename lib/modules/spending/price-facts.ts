import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { findPriceRow } from "#lib/modules/spending/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** A model's price as a command's target, and its row where an admin set one. */
export async function priceFacts(
  tx: Tx,
  { provider, model }: { provider: ProviderName; model: string },
  actor: Actor,
) {
  return {
    target: { kind: "price", id: `${provider}/${model}`, name: model, projectId: null },
    access: accessToInstallation(actor),
    row: await findPriceRow(tx, provider, model),
  };
}
