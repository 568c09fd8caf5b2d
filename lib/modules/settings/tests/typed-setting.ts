import { type Secret, secret } from "#lib/kernel/secret.ts";
import type { SettingKey } from "#lib/kernel/settings/catalogue.ts";
import { changeOf } from "#lib/modules/settings/change.ts";
import { findStoredSetting, listStoredSecrets } from "#lib/modules/settings/in-force.ts";
import { type StoredSetting, secretInForce, valuesInForce } from "#lib/modules/settings/rules.ts";
import type { SecretName, SettingValue, TestSettingInput } from "#lib/modules/settings/schema.ts";
import { openSetting } from "#lib/modules/settings/secret-place.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** A setting as it would be once what is typed was saved. */
export interface TypedSetting {
  after: StoredSetting;
  values<Key extends SettingKey>(key: Key): SettingValue<Key>;
  secret<Key extends SettingKey>(key: Key, field: SecretName<Key>): Secret | null;
}

export interface Trial {
  typed: TypedSetting;
  input: TestSettingInput;
  actor: Actor;
  platform: Platform;
  signal: AbortSignal;
}

export async function typedSetting(platform: Platform, input: TestSettingInput): Promise<TypedSetting> {
  const { orm } = platform.database;
  const [stored, secrets] = await Promise.all([
    findStoredSetting(orm, input.key),
    listStoredSecrets(orm, input.key),
  ]);
  const change = changeOf(input, stored);
  const after = { ...stored, people: change.people };
  return {
    after,
    values: (key) => valuesInForce(key, after),
    secret(key, field) {
      const given = change.secrets[field];
      if (typeof given === "string") return secret(given);
      const left = secrets.filter(
        (row) => !(given === null && row.field === field && row.origin === "dashboard"),
      );
      const found = secretInForce(key, field, { stored: after, secrets: left });
      return found && openSetting(platform.masterKey, found);
    },
  };
}
