import { configuredFacts } from "#lib/modules/providers-llm/provider-facts.ts";
import { DefaultProvider, ProviderInput } from "#lib/modules/providers-llm/schema.ts";
import { findDefaultProvider, lockProviders, makeDefault } from "#lib/modules/providers-llm/store.ts";
import { providerView } from "#lib/modules/providers-llm/view.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { publish } from "#lib/platform/db/transact.ts";

export const setDefaultProvider = command({
  name: "provider.set-default",
  http: "POST /api/providers/:id/default",
  summary: "Use a provider wherever a project chose none",
  input: ProviderInput,
  output: DefaultProvider,
  facts: (tx, { id }, actor) => configuredFacts(tx, id, actor),
  async apply(tx, { input, facts, operationId }) {
    await lockProviders(tx);
    const before = await findDefaultProvider(tx);
    await makeDefault(tx, input.id);
    noteChange(tx, operationId, {
      before: { provider: before?.name ?? null },
      after: { provider: input.id },
    });
    publish(tx, { topic: "providers", name: "provider.default-set", subjectId: input.id, projectId: null });
    return { provider: providerView(input.id, { ...facts.row, isDefault: true }, true) };
  },
});
