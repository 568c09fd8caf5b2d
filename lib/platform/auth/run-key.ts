import { createHmac, timingSafeEqual } from "node:crypto";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import type { KeptPurpose, MasterKey } from "#lib/platform/master-key.ts";

/**
 * What an agent shows of its run: at the gateway, and where it asks for what it may not do itself. Both follow from
 * the run's id and a key that lives outside the database, so that a supervisor that takes over gives the agent the same
 * ones; of the gateway's the hash is kept, of the other nothing. A run stays with the master key it was made under.
 */
interface RunOfKey {
  id: string;
  gatewayTokenHash: string;
}

/** Of a run that is being made now. */
export const newGatewayToken = (masterKey: MasterKey, runId: string): string =>
  macOf(masterKey, { purpose: "gateway", keyId: masterKey.id, runId });

export const gatewayTokenOf = (masterKey: MasterKey, run: RunOfKey): string =>
  macOf(masterKey, { purpose: "gateway", keyId: keyIdOfRun(masterKey, run), runId: run.id });

/** It names its run. */
export const runKeyOf = (masterKey: MasterKey, run: RunOfKey): string =>
  keyText(masterKey, run.id, keyIdOfRun(masterKey, run));

/** The run that a key of this form names, whether the key is right or not; null for any other text. */
export function runIdIn(key: string): string | null {
  const [, first, second, third, fourth, fifth] =
    /^lk_run_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_[\w-]{43}$/.exec(key) ?? [];
  return first === undefined ? null : [first, second, third, fourth, fifth].join("-");
}

/** Whether the key is that of the run, by the master key the run was made under and by no other. */
export const isKeyOfRun = (masterKey: MasterKey, run: RunOfKey, key: string): boolean =>
  timingSafeEqual(hashed(runKeyOf(masterKey, run)), hashed(key));

const hashed = (text: string): Buffer => createHmac("sha256", "").update(text, "utf8").digest();

/** The master key that the run's token follows from; the one in force where it is none that is known. */
function keyIdOfRun(masterKey: MasterKey, { id: runId, gatewayTokenHash }: RunOfKey): string {
  const made = masterKey
    .generations()
    .find((keyId) => hashToken(macOf(masterKey, { purpose: "gateway", keyId, runId })) === gatewayTokenHash);
  return made ?? masterKey.id;
}

const keyText = (masterKey: MasterKey, runId: string, keyId: string): string =>
  `lk_run_${runId.replaceAll("-", "")}_${macOf(masterKey, { purpose: "runs", keyId, runId })}`;

interface Mac {
  purpose: KeptPurpose;
  keyId: string;
  runId: string;
}

function macOf(masterKey: MasterKey, { purpose, keyId, runId }: Mac): string {
  const key = masterKey.subKey(purpose, keyId);
  if (!key) throw new Error(`The master key ${keyId} left no key for ${purpose}.`);
  return createHmac("sha256", key).update(runId, "utf8").digest("base64url");
}
