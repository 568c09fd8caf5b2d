import { listSessionsFrom } from "#lib/modules/identity-providers/store.ts";
import { endSessionOf, type SessionEnd } from "#lib/platform/auth/sessions.ts";
import type { Tx } from "#lib/platform/db/database.ts";

interface Whose {
  userId: string;
  /** One that stays. */
  exceptSessionId?: string | undefined;
}

/**
 * Ends what somebody, or everybody, has open by a provider, and what those sessions hold open, within seconds. How many
 * sessions those were.
 */
export async function endSessionsBy(
  tx: Tx,
  providerId: string,
  because: SessionEnd,
  whose?: Whose,
): Promise<number> {
  const all = await listSessionsFrom(tx, providerId, whose?.userId);
  const open = all.filter(({ sessionId }) => sessionId !== whose?.exceptSessionId);
  for (const session of open) await endSessionOf(tx, session, because, null);
  return open.length;
}
