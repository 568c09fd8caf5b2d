import type { SettingKey } from "#lib/kernel/settings/catalogue.ts";
import { nothingStored, valuesInForce } from "#lib/modules/settings/rules.ts";
import type { SettingValue } from "#lib/modules/settings/schema.ts";
import { listSettingRows } from "#lib/modules/settings/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish, wake } from "#lib/platform/db/transact.ts";
import type { EventHub } from "#lib/platform/events/hub.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** What holds now, for who cannot wait for the database: it follows what is set, in every process. */
export interface LiveSettings {
  current<Key extends SettingKey>(key: Key): SettingValue<Key>;
  /** Ends once they were read for the first time; until then they are what the variables say. */
  ready: Promise<void>;
}

const retryMs = 1_000;

/** What those wait for who go by the settings (`EventHub.onWake`). */
const settingsKey = "settings";

/** Tells every screen, and every process that goes by them, that settings are others once this commits. */
export function tellSettings(tx: Tx): void {
  publish(tx, { topic: "settings", name: "setting.updated", subjectId: null, projectId: null });
  wake(tx, settingsKey);
}

/** Follows the settings for as long as the hub is open. */
export function followSettings(
  { database, environment, log }: Pick<Platform, "database" | "environment" | "log">,
  hub: Pick<EventHub, "onWake">,
): LiveSettings {
  let rows: Awaited<ReturnType<typeof listSettingRows>> | null = null;
  let known = new Map<SettingKey, unknown>();
  let isReading = false;
  let again = false;

  const storedOf = (key: SettingKey) =>
    rows === null
      ? { ...nothingStored, environment: environment.settings[key].values }
      : (rows.find((row) => row.key === key) ?? nothingStored);

  async function read(): Promise<void> {
    again = true;
    if (isReading) return;
    isReading = true;
    try {
      while (again) {
        again = false;
        rows = await listSettingRows(database.orm);
        known = new Map();
      }
    } catch (error) {
      log.warn({ err: error }, "the settings could not be read");
      setTimeout(read, retryMs).unref();
    } finally {
      isReading = false;
    }
  }

  hub.onWake(settingsKey, () => void read());
  return {
    current<Key extends SettingKey>(key: Key) {
      const value = known.get(key) ?? valuesInForce(key, storedOf(key));
      known.set(key, value);
      return value as SettingValue<Key>;
    },
    ready: read(),
  };
}
