import { notFound } from "#lib/kernel/errors.ts";
import { checkProvider } from "#lib/modules/providers-llm/check-provider.ts";
import { openProvider } from "#lib/modules/providers-llm/open-provider.ts";
import { ProviderInput, ProviderModels } from "#lib/modules/providers-llm/schema.ts";
import { query } from "#lib/operations/query.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";

/** Asks the provider itself, with the stored key: what it offers now, and whether the key is still good. */
export const listModels = query({
  name: "provider.list-models",
  http: "GET /api/providers/:id/models",
  summary: "List the models that a provider offers now; asks it, and so tests its key",
  input: ProviderInput,
  output: ProviderModels,
  async read({ tx, input, actor, platform, signal }) {
    if (accessToInstallation(actor) === "none") throw notFound("provider");
    const provider = await openProvider(tx, platform, input.id);
    const { durationMs, error, models } = await checkProvider(provider, signal);
    return { items: models, nextCursor: null, durationMs, error };
  },
});
