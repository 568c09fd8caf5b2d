import { type SettingKey, settingKeys } from "#lib/kernel/settings/catalogue.ts";
import { nothingStored, secretInForce, sourceOf, valuesInForce } from "#lib/modules/settings/rules.ts";
import {
  fieldsOf,
  memberKeys,
  type SettingFieldView,
  type SettingsView,
} from "#lib/modules/settings/schema.ts";
import {
  listSecrets,
  listSettingRows,
  type SecretRow,
  type SettingRow,
} from "#lib/modules/settings/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Members read what holds for their own work; administrators everything but the secrets. */
export async function settingsView(tx: Tx, actor: Actor): Promise<SettingsView> {
  const isAdmin = accessToInstallation(actor) === "admin";
  const keys = isAdmin ? settingKeys : memberKeys;
  const [rows, secrets] = await Promise.all([listSettingRows(tx), isAdmin ? listSecrets(tx) : []]);
  const rowOf = (key: SettingKey) => rows.find((row) => row.key === key);
  const values = keys.map((key) => [key, valuesInForce(key, rowOf(key) ?? nothingStored)]);
  const fields = isAdmin ? keys.flatMap((key) => fieldViews(key, rowOf(key), secrets)) : [];
  return { ...Object.fromEntries(values), fields };
}

function fieldViews(
  key: SettingKey,
  row: SettingRow | undefined,
  secrets: readonly SecretRow[],
): SettingFieldView[] {
  const stored = row ?? nothingStored;
  const own = secrets.filter((secret) => secret.key === key);
  if (key === "registries") return registryViews(row, own);
  return fieldsOf(key).map(([field, { isSecret, variable = null }]) => {
    if (isSecret) {
      const found = secretInForce(key, field, { stored, secrets: own });
      return { ...secretView(key, field, found), variable };
    }
    const source = sourceOf(key, field, stored);
    const isByPeople = source === "dashboard";
    return {
      key,
      field,
      source,
      variable,
      isSecret,
      isSet: source !== "default",
      changedAt: isByPeople ? (row?.updatedAt.toISOString() ?? null) : null,
      changedBy: isByPeople ? (row?.updatedBy ?? null) : null,
    };
  });
}

function secretView(key: SettingKey, field: string, found: SecretRow | null): SettingFieldView {
  return {
    key,
    field,
    source: found?.origin ?? "default",
    variable: null,
    isSecret: true,
    isSet: found !== null,
    changedAt: found?.updatedAt.toISOString() ?? null,
    changedBy: found?.updatedBy ?? null,
  };
}

/** One for each registry's password. */
function registryViews(row: SettingRow | undefined, secrets: readonly SecretRow[]): SettingFieldView[] {
  const stored = row ?? nothingStored;
  const { registries } = valuesInForce("registries", stored);
  return Object.keys(registries).map((host) => {
    const field = `registryPassword:${host}`;
    return secretView("registries", field, secretInForce("registries", field, { stored, secrets }));
  });
}
