import { configuredFacts } from "#lib/modules/providers-llm/provider-facts.ts";
import { ProviderInput } from "#lib/modules/providers-llm/schema.ts";
import { deleteProviderRow, listProjectsUsing, lockProviders } from "#lib/modules/providers-llm/store.ts";
import { providerView } from "#lib/modules/providers-llm/view.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Forgets a provider with its key. One that is the default, or that a project chose, asks for a confirmation. */
export const deleteProvider = command({
  name: "provider.delete",
  http: "DELETE /api/providers/:id",
  summary: "Forget a language model provider and its key",
  input: ProviderInput,
  async facts(tx, { id }, actor) {
    const facts = await configuredFacts(tx, id, actor);
    const projects = await listProjectsUsing(tx, id);
    const isInUse = facts.row.isDefault || projects.length > 0;
    return {
      ...facts,
      traits: isInUse ? (["address_in_use"] as const) : [],
      losses: facts.row.sealedKey
        ? [{ kind: "key", name: `API key of ${facts.target.name}`, sizeBytes: null }]
        : [],
      fingerprint: { ...facts.fingerprint, isDefault: facts.row.isDefault, projects },
    };
  },
  async apply(tx, { input, facts, operationId }) {
    await lockProviders(tx);
    await deleteProviderRow(tx, input.id);
    noteChange(tx, operationId, { before: providerView(input.id, facts.row, true), after: null });
    publish(tx, { topic: "providers", name: "provider.deleted", subjectId: input.id, projectId: null });
    return null;
  },
});
