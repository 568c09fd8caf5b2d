import { configuredFacts } from "#lib/modules/providers-llm/provider-facts.ts";
import { changeOfDefault } from "#lib/modules/providers-llm/rules.ts";
import { DefaultProvider, ProviderInput } from "#lib/modules/providers-llm/schema.ts";
import { findDefaultProvider, lockProviders, makeDefault } from "#lib/modules/providers-llm/store.ts";
import { providerView } from "#lib/modules/providers-llm/view.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Where another one is the default by now, all runs to come go to another server: that is confirmed. */
export const setDefaultProvider = command({
  name: "provider.set-default",
  http: "POST /api/providers/:id/default",
  summary: "Use a provider wherever a project chose none",
  input: ProviderInput,
  output: DefaultProvider,
  async facts(tx, { id }, actor) {
    const facts = await configuredFacts(tx, id, actor);
    const change = changeOfDefault({ id, isDefault: true }, (await findDefaultProvider(tx))?.name ?? null);
    return change ? { ...facts, traits: ["default_in_use"] as const, changes: [change] } : facts;
  },
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
