import { notFound } from "#lib/kernel/errors.ts";
import { endSessionsBy } from "#lib/modules/identity-providers/end-sessions-by.ts";
import { IdentityProviderInput } from "#lib/modules/identity-providers/schema.ts";
import { deleteAccount, findAccountOf, findProvider } from "#lib/modules/identity-providers/store.ts";
import { applyGroups } from "#lib/modules/people/apply-groups.ts";
import { command } from "#lib/operations/command.ts";
import { requireFreshSignIn } from "#lib/operations/held-ground.ts";
import { requireOwnPerson } from "#lib/operations/own-person.ts";
import { publish } from "#lib/platform/db/transact.ts";

/**
 * The account opens no longer. Whoever sits at a screen that was left open must not lock its person out: it takes a
 * fresh sign-in. What the provider's groups gave goes with it, and so does what is open by it elsewhere: where they just
 * signed in, they stay.
 */
export const unlinkAccount = command({
  name: "account.unlink",
  http: "DELETE /api/accounts/:providerId",
  summary: "Unlink your own account at a provider; other sessions that began there end",
  input: IdentityProviderInput,
  async facts(tx, { providerId }, actor) {
    const userId = requireOwnPerson(actor, "Accounts belong to a person.");
    const account = await findAccountOf(tx, providerId, userId);
    if (!account) throw notFound("linked account");
    const name = (await findProvider(tx, providerId))?.name ?? providerId;
    return {
      target: { kind: "linked account", id: providerId, name, projectId: null },
      access: "write" as const,
      account,
    };
  },
  async apply(tx, { input: { providerId }, facts: { account }, actor }) {
    requireFreshSignIn(actor);
    const { userId } = account;
    await deleteAccount(tx, account);
    await applyGroups(tx, { userId, providerId, grants: { role: null, projects: [] } });
    await endSessionsBy(tx, providerId, "revoked", { userId, exceptSessionId: actor.sessionId });
    publish(tx, { topic: "accounts", name: "account.unlinked", subjectId: userId, projectId: null, userId });
    return null;
  },
});
