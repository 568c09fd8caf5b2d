import { invalid } from "#lib/kernel/errors.ts";
import type { SettingKey } from "#lib/kernel/settings/catalogue.ts";
import { changeOf, type SettingChange } from "#lib/modules/settings/change.ts";
import { faultAfter } from "#lib/modules/settings/faults.ts";
import { tellSettings } from "#lib/modules/settings/live-settings.ts";
import { type StoredSetting, secretInForce, valuesInForce } from "#lib/modules/settings/rules.ts";
import { SettingsView, secretFields, UpdateSettingInput } from "#lib/modules/settings/schema.ts";
import { sealSetting } from "#lib/modules/settings/secret-place.ts";
import { changeFacts } from "#lib/modules/settings/setting-facts.ts";
import {
  findSetting,
  listSecrets,
  lockSettings,
  removeSecret,
  type SecretRow,
  writeSecret,
  writeSetting,
} from "#lib/modules/settings/store.ts";
import { settingsView } from "#lib/modules/settings/view.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";

/** What is left out stays as it is, whoever changes it at the same time; null gives way to the variable or the usual. */
export const updateSetting = command({
  name: "setting.update",
  http: "PUT /api/settings/:key",
  summary: "Change settings of the installation; null takes back what was set",
  input: UpdateSettingInput,
  output: SettingsView,
  secrets: [...secretFields],
  facts: changeFacts,
  async apply(tx, { input, actor, operationId, platform: { masterKey } }) {
    const { key } = input;
    await lockSettings(tx);
    const [before, secrets] = await Promise.all([findSetting(tx, key), listSecrets(tx, key)]);
    const change = changeOf(input, before);
    const after = { ...before, people: change.people };
    // What another one changed since it was asked for may not fit to this.
    const fault = faultAfter(key, { before, after, secrets, change });
    if (fault) throw invalid(fault.field, fault.reason);
    await writeSetting(tx, key, change.people, actor.userId);
    await writeSecrets(tx, { key, change, masterKey, updatedBy: actor.userId });
    noteChange(tx, operationId, {
      before: { ...valuesInForce(key, before), ...secretWords({ key, before, secrets, change }).before },
      after: { ...valuesInForce(key, after), ...secretWords({ key, before, secrets, change }).after },
    });
    tellSettings(tx);
    if (key === "budgets")
      publish(tx, { topic: "spending", name: "setting.updated", subjectId: null, projectId: null });
    return settingsView(tx, actor);
  },
});

interface Writing {
  key: SettingKey;
  change: SettingChange;
  masterKey: MasterKey;
  updatedBy: string | null;
}

async function writeSecrets(tx: Tx, { key, change, masterKey, updatedBy }: Writing): Promise<void> {
  for (const [field, text] of Object.entries(change.secrets)) {
    const place = { key, field, origin: "dashboard" as const };
    if (text === null) await removeSecret(tx, key, field);
    else await writeSecret(tx, { ...place, updatedBy, sealed: sealSetting(masterKey, place, text) });
  }
}

interface Changing {
  key: SettingKey;
  before: StoredSetting;
  secrets: readonly SecretRow[];
  change: SettingChange;
}

/** What the audit log says of secrets: that they changed, and never what they are. */
function secretWords({ key, before, secrets, change }: Changing) {
  const fields = Object.entries(change.secrets);
  const isSet = (field: string) => secretInForce(key, field, { stored: before, secrets }) !== null;
  return {
    before: Object.fromEntries(fields.map(([field]) => [field, isSet(field) ? "set" : "not set"])),
    after: Object.fromEntries(
      fields.map(([field, text]) => [field, text === null ? "taken back" : "changed"]),
    ),
  };
}
