import { presentFacts } from "#lib/modules/identity-providers/provider-facts.ts";
import { IdentityProviderInput, TestedIdentityProvider } from "#lib/modules/identity-providers/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Asks a provider how it describes itself, and whether it knows our client with its secret. */
export const tryIdentityProvider = command({
  name: "identity-provider.test",
  http: "POST /api/identity-providers/:providerId/test",
  summary: "See whether a provider answers, and knows the client id and its secret",
  input: IdentityProviderInput,
  output: TestedIdentityProvider,
  async facts(tx, { providerId }, actor) {
    return { ...(await presentFacts(tx, providerId, actor)), fingerprint: null };
  },
  work: {
    timeoutMs: 25_000,
    attemptsMax: 1,
    isDirect: true,
    key: ({ providerId }) => `identity provider:${providerId}`,
  },
});
