import { invalid } from "#lib/kernel/errors.ts";
import type { OpenedProvider } from "#lib/modules/providers-llm/open-provider.ts";
import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { findDefaultProvider, findProvider } from "#lib/modules/providers-llm/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/**
 * Throws VALIDATION_ERROR for a model that no admin said agents may use: nobody may have looked at what it costs, and
 * one without a price goes around every budget. Admins themselves, and a provider without a list, have no such bounds.
 */
export function requireListedModel(
  actor: Actor,
  { models }: Pick<OpenedProvider, "models">,
  model: string,
  field: string,
): void {
  if (models.length === 0 || models.includes(model) || accessToInstallation(actor) === "admin") return;
  const named = models.slice(0, 10).join(", ");
  throw invalid(field, `${model} is not among the models that agents may use; take one of: ${named}`);
}

/** The same for a provider by its name, or the default one; where none is set up, nothing is listed. */
export async function requireListedAt(
  tx: Tx,
  actor: Actor,
  name: ProviderName | null,
  model: string,
  field: string,
): Promise<void> {
  const row = name ? await findProvider(tx, name) : await findDefaultProvider(tx);
  if (row) requireListedModel(actor, row, model, field);
}
