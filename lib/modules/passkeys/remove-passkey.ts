import { passkeyFacts } from "#lib/modules/passkeys/passkey-facts.ts";
import { PasskeyInput, PasskeyView } from "#lib/modules/passkeys/schema.ts";
import { deletePasskey } from "#lib/modules/passkeys/store.ts";
import { passkeyView } from "#lib/modules/passkeys/view.ts";
import { command } from "#lib/operations/command.ts";
import { requireFreshSignIn } from "#lib/operations/held-ground.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Whoever sits at a screen that was left open must not lock its person out: it takes a fresh sign-in. */
export const removePasskey = command({
  name: "passkey.remove",
  http: "DELETE /api/passkeys/:passkeyId",
  summary: "Remove a passkey",
  input: PasskeyInput,
  output: PasskeyView,
  facts: (tx, { passkeyId }, actor) => passkeyFacts(tx, passkeyId, actor),
  async apply(tx, { facts: { passkey }, actor }) {
    requireFreshSignIn(actor);
    await deletePasskey(tx, passkey.id);
    const { id: subjectId, userId } = passkey;
    publish(tx, { topic: "passkeys", name: "passkey.removed", subjectId, projectId: null, userId });
    return passkeyView(passkey);
  },
});
