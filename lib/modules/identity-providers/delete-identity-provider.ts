import { endWhatCameBy } from "#lib/modules/identity-providers/follow-change.ts";
import { lossesOf, presentFacts } from "#lib/modules/identity-providers/provider-facts.ts";
import { IdentityProviderInput } from "#lib/modules/identity-providers/schema.ts";
import { deleteAccountsAt, deleteProviderRow, lockProviders } from "#lib/modules/identity-providers/store.ts";
import { tellProvider } from "#lib/modules/identity-providers/tell-provider.ts";
import { providerView } from "#lib/modules/identity-providers/view.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { addressForLinks } from "#lib/platform/public-address.ts";

/** Forgets a provider, its secret and who is who there; sessions that began at it end, and what its groups gave goes. */
export const deleteIdentityProvider = command({
  name: "identity-provider.delete",
  http: "DELETE /api/identity-providers/:providerId",
  summary: "Forget where people could sign in, with its secret and the accounts that are linked",
  input: IdentityProviderInput,
  async facts(tx, { providerId }, actor) {
    const facts = await presentFacts(tx, providerId, actor);
    const { row, people } = facts;
    return {
      ...facts,
      traits: people > 0 ? (["address_in_use"] as const) : [],
      losses: lossesOf(row.name, people),
    };
  },
  async apply(tx, { input: { providerId }, facts: { row, people }, operationId, platform }) {
    await lockProviders(tx);
    await deleteAccountsAt(tx, providerId);
    await endWhatCameBy(tx, providerId);
    await deleteProviderRow(tx, providerId);
    const address = await addressForLinks(platform.environment);
    noteChange(tx, operationId, { before: providerView(row, { address, people }), after: null });
    tellProvider(tx, "identity-provider.deleted", providerId);
    return null;
  },
});
