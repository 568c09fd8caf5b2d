import type { Secret } from "#lib/kernel/secret.ts";
import { type SettingKey, settingKeys } from "#lib/kernel/settings/catalogue.ts";
import { tellSettings } from "#lib/modules/settings/live-settings.ts";
import { openSetting, sealSetting } from "#lib/modules/settings/secret-place.ts";
import {
  findSetting,
  listSecrets,
  lockSettings,
  removeGivenSecrets,
  type SecretRow,
  writeFromEnvironment,
  writeSecret,
} from "#lib/modules/settings/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import type { Platform } from "#lib/platform/platform.ts";

/**
 * Writes down what the variables of this start say, and forgets what those of an earlier one said: every process then
 * goes by the same. What people set stays, and goes before it.
 */
export async function renewFromEnvironment({
  database,
  masterKey,
  environment: { settings },
}: Pick<Platform, "database" | "masterKey" | "environment">): Promise<void> {
  await transact(database, async (tx) => {
    await lockSettings(tx);
    const changed: boolean[] = [];
    for (const key of settingKeys) {
      changed.push(await renewValues(tx, key, settings[key].values));
      changed.push(await renewSecrets(tx, { key, masterKey, given: settings[key].secrets }));
    }
    if (changed.includes(true)) tellSettings(tx);
  });
}

async function renewValues(
  tx: Tx,
  key: SettingKey,
  given: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const { environment } = await findSetting(tx, key);
  if (hasSameFields(environment, given)) return false;
  await writeFromEnvironment(tx, key, { ...given });
  return true;
}

/** JSON in the database keeps no order of fields. */
function hasSameFields(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));
}

interface Renewal {
  key: SettingKey;
  masterKey: MasterKey;
  given: Readonly<Record<string, Secret>>;
}

async function renewSecrets(tx: Tx, { key, masterKey, given }: Renewal): Promise<boolean> {
  const stored = (await listSecrets(tx, key)).filter(({ origin }) => origin === "environment");
  const fresh = Object.entries(given).filter(([field, secret]) => {
    const row = stored.find((candidate) => candidate.field === field);
    return !row || !isSame(masterKey, row, secret);
  });
  for (const [field, secret] of fresh) {
    const place = { key, field, origin: "environment" as const };
    await writeSecret(tx, { ...place, sealed: sealSetting(masterKey, place, secret.reveal()) });
  }
  const isGone = stored.some(({ field }) => !(field in given));
  if (isGone) await removeGivenSecrets(tx, key, Object.keys(given));
  return fresh.length > 0 || isGone;
}

function isSame(masterKey: MasterKey, row: SecretRow, secret: Secret): boolean {
  try {
    return openSetting(masterKey, row).reveal() === secret.reveal();
  } catch {
    // Sealed by a master key that is no more: it is written anew.
    return false;
  }
}
