import { isLive } from "#lib/modules/runs/rules.ts";
import { findRunByToken } from "#lib/modules/runs/store.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Good while the run is under way, and for its own provider only. */
export async function isTokenOfLiveRun(tx: Tx, token: string, provider: string): Promise<boolean> {
  const run = await findRunByToken(tx, hashToken(token));
  return run !== null && run.provider === provider && isLive(run.state);
}
