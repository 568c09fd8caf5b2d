import { passkeyFacts } from "#lib/modules/passkeys/passkey-facts.ts";
import { PasskeyView, RenamePasskeyInput } from "#lib/modules/passkeys/schema.ts";
import { updatePasskey } from "#lib/modules/passkeys/store.ts";
import { passkeyView } from "#lib/modules/passkeys/view.ts";
import { command } from "#lib/operations/command.ts";
import { publish } from "#lib/platform/db/transact.ts";

export const renamePasskey = command({
  name: "passkey.rename",
  http: "PATCH /api/passkeys/:passkeyId",
  summary: "Give a passkey another name",
  input: RenamePasskeyInput,
  output: PasskeyView,
  facts: (tx, { passkeyId }, actor) => passkeyFacts(tx, passkeyId, actor),
  async apply(tx, { input: { name }, facts: { passkey } }) {
    await updatePasskey(tx, passkey.id, { name });
    const { id: subjectId, userId } = passkey;
    publish(tx, { topic: "passkeys", name: "passkey.updated", subjectId, projectId: null, userId });
    return passkeyView({ ...passkey, name });
  },
});
