import type { Secret } from "#lib/kernel/secret.ts";
import type { SettingKey } from "#lib/kernel/settings/catalogue.ts";
import { type StoredSetting, secretInForce, valuesInForce } from "#lib/modules/settings/rules.ts";
import type { SecretName, SettingValue } from "#lib/modules/settings/schema.ts";
import { openSetting } from "#lib/modules/settings/secret-place.ts";
import { findSetting, listSecrets, type SecretRow } from "#lib/modules/settings/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** What holds now: what people set, else what a variable says, else what is usual. */
export const settingOf = async <Key extends SettingKey>(tx: Tx, key: Key): Promise<SettingValue<Key>> =>
  valuesInForce(key, await findSetting(tx, key));

/** The secret that holds now; null where there is none. Throws where it was sealed by another master key. */
export async function secretOf<Key extends SettingKey>(
  { database, masterKey }: Pick<Platform, "database" | "masterKey">,
  key: Key,
  field: SecretName<Key>,
): Promise<Secret | null> {
  const [stored, secrets] = await Promise.all([
    findSetting(database.orm, key),
    listSecrets(database.orm, key),
  ]);
  const found = secretInForce(key, field, { stored, secrets });
  return found && openSetting(masterKey, found);
}

/** What people set and what the variables say, apart: for who has to know where a value comes from. */
export const findStoredSetting = (tx: Tx, key: SettingKey): Promise<StoredSetting> => findSetting(tx, key);

/** The sealed secrets of a setting, of both origins. */
export const listStoredSecrets = (tx: Tx, key: SettingKey): Promise<SecretRow[]> => listSecrets(tx, key);
