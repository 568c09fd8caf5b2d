import { createHmac, timingSafeEqual } from "node:crypto";
import { deriveKey, type MasterKey } from "#lib/platform/master-key.ts";

/**
 * The key with which the agent of a run asks for what it may not do itself. It names its run, and follows from it and
 * a key that lives outside the database: a supervisor that takes over gives the agent the same one, nothing of it is
 * kept anywhere, and it is good while its run is under way.
 */
export function runKeyOf(masterKey: MasterKey, runId: string): string {
  const mac = createHmac("sha256", deriveKey(masterKey, "runs")).update(runId, "utf8").digest("base64url");
  return `lk_run_${runId.replaceAll("-", "")}_${mac}`;
}

/** The run that a key of this form names; null for any other key, and for one that was made up. */
export function runIdOfKey(masterKey: MasterKey, key: string): string | null {
  const [, first, second, third, fourth, fifth] =
    /^lk_run_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_[\w-]{43}$/.exec(key) ?? [];
  if (first === undefined) return null;
  const runId = [first, second, third, fourth, fifth].join("-");
  return timingSafeEqual(Buffer.from(runKeyOf(masterKey, runId)), Buffer.from(key)) ? runId : null;
}
