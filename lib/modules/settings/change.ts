import type { SettingKey } from "#lib/kernel/settings/catalogue.ts";
import { type StoredSetting, valuesInForce } from "#lib/modules/settings/rules.ts";
import { secretFields, type UpdateSettingInput } from "#lib/modules/settings/schema.ts";

/** What a change asks for: open fields as they would be stored, and secrets to keep or, with null, to forget. */
export interface SettingChange {
  people: Record<string, unknown>;
  secrets: Record<string, string | null>;
}

/** What people will have set after a change; what is null in it is taken back, what is left out stays. */
export function changeOf({ key, ...given }: UpdateSettingInput, stored: StoredSetting): SettingChange {
  const fields = Object.entries(given).filter(([, value]) => value !== undefined);
  if (key === "registries") return registryChange(Object.fromEntries(fields), stored);
  const people: Record<string, unknown> = { ...stored.people };
  const secrets: Record<string, string | null> = {};
  for (const [name, value] of fields) {
    if (secretFields.includes(name)) secrets[name] = value === null ? null : String(value);
    else if (value === null) delete people[name];
    else people[name] = value;
  }
  return { people, secrets };
}

function registryChange(given: Record<string, unknown>, stored: StoredSetting): SettingChange {
  const host = String(given.registryHost);
  const secretName = `registryPassword:${host}`;
  const registries = { ...((stored.people.registries ?? {}) as Record<string, unknown>) };
  if (given.registryUser === null) {
    delete registries[host];
    return { people: { registries }, secrets: { [secretName]: null } };
  }
  const known = valuesInForce("registries", stored).registries[host];
  registries[host] = { user: given.registryUser ?? known?.user ?? "" };
  const { registryPassword } = given;
  return {
    people: { registries },
    secrets: registryPassword === undefined ? {} : { [secretName]: String(registryPassword) },
  };
}

/** The fields of both that are not the same in force. */
export function changedFields(key: SettingKey, before: StoredSetting, after: StoredSetting): string[] {
  const [one, other] = [valuesInForce(key, before), valuesInForce(key, after)];
  return Object.keys(one).filter(
    (name) => JSON.stringify(Reflect.get(one, name)) !== JSON.stringify(Reflect.get(other, name)),
  );
}
