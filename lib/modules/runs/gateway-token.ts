import { createHmac } from "node:crypto";
import { isLive } from "#lib/modules/runs/rules.ts";
import { findRunByToken } from "#lib/modules/runs/store.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { deriveKey, type MasterKey } from "#lib/platform/master-key.ts";

/**
 * What a run's agent shows to the gateway. It follows from the run's id and a key that lives outside the database, so
 * that a supervisor that takes over starts the agent with the same one; only its hash is kept.
 */
export const gatewayTokenOf = (masterKey: MasterKey, runId: string): string =>
  createHmac("sha256", deriveKey(masterKey, "gateway")).update(runId, "utf8").digest("base64url");

/** Good while the run is under way, and for its own provider only. */
export async function isTokenOfLiveRun(tx: Tx, token: string, provider: string): Promise<boolean> {
  const run = await findRunByToken(tx, hashToken(token));
  return run !== null && run.provider === provider && isLive(run.state);
}
