import type { PasskeyView } from "#lib/modules/passkeys/schema.ts";
import type { selectPasskeys } from "#lib/modules/passkeys/store.ts";

type Row = Awaited<ReturnType<typeof selectPasskeys>>[number];

/** A passkey as its person sees it; its public key is of no use to them. */
export const passkeyView = ({ id, name, isBackedUp, lastUsedAt, createdAt }: Row): PasskeyView => ({
  id,
  name,
  isBackedUp,
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});
