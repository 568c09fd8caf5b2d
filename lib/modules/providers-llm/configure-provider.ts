import { invalid } from "#lib/kernel/errors.ts";
import { providerFacts } from "#lib/modules/providers-llm/provider-facts.ts";
import { changeOfDefault, configureProblem, replacesWhatIsInUse } from "#lib/modules/providers-llm/rules.ts";
import { ConfiguredProvider, ConfigureProviderInput } from "#lib/modules/providers-llm/schema.ts";
import { findDefaultProvider, hasServed } from "#lib/modules/providers-llm/store.ts";
import { command } from "#lib/operations/command.ts";

/** Saves key, address and models of a provider, and says whether it answers; it is saved either way. */
export const configureProvider = command({
  name: "provider.configure",
  http: "POST /api/providers/:id/configure",
  summary: "Set up a language model provider",
  input: ConfigureProviderInput,
  output: ConfiguredProvider,
  secrets: ["apiKey"],
  async facts(tx, input, actor) {
    const facts = await providerFacts(tx, input.id, actor);
    const { row } = facts;
    const stored = row && {
      baseUrl: row.baseUrl,
      hasKey: row.sealedKey !== null,
      checkError: row.checkError,
      hasServed: await hasServed(tx, input.id),
    };
    const problem = configureProblem(input, stored);
    if (problem) throw invalid(problem.field, problem.reason);
    const isInUse = replacesWhatIsInUse(input, stored);
    const ofDefault = changeOfDefault(input, (await findDefaultProvider(tx))?.name ?? null);
    return {
      ...facts,
      traits: [
        ...(isInUse ? (["address_in_use"] as const) : []),
        ...(ofDefault ? (["default_in_use"] as const) : []),
      ],
      changes: ofDefault ? [ofDefault] : [],
    };
  },
  work: { timeoutMs: 15_000, attemptsMax: 3, isDirect: true, key: ({ id }) => `provider:${id}` },
});
