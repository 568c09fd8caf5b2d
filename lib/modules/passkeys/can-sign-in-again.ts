import { countPasskeys, selectProvidersOf } from "#lib/modules/passkeys/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** True for who can show who they are by themselves: by a passkey or a provider. Others need somebody at the server's console. */
export async function canSignInAgain(tx: Tx, userId: string): Promise<boolean> {
  if ((await countPasskeys(tx, userId)) > 0) return true;
  return (await selectProvidersOf(tx, userId)).length > 0;
}
