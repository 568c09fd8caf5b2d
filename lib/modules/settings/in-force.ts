import { type SettingKey, type SettingValue, settingSchemas } from "#lib/modules/settings/schema.ts";
import { findSetting } from "#lib/modules/settings/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** What holds now: what was set, completed by what is usual. */
export async function settingOf<Key extends SettingKey>(tx: Tx, key: Key): Promise<SettingValue<Key>> {
  const stored = await findSetting(tx, key);
  return settingSchemas[key].parse(stored ?? {}) as SettingValue<Key>;
}
