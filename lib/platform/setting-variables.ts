import { type Secret, secret } from "#lib/kernel/secret.ts";
import { type SettingKey, settingCatalogue, settingKeys } from "#lib/kernel/settings/catalogue.ts";
import type { SettingField } from "#lib/kernel/settings/field.ts";
import { RegistryHost, Token } from "#lib/kernel/settings/values.ts";

/** What the variables of this start say of one setting. */
export interface GivenSetting {
  readonly values: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, Secret>>;
}

export type GivenSettings = Readonly<Record<SettingKey, GivenSetting>>;

/** A registry takes three variables that mean nothing apart. */
export const registryVariables = {
  host: "LOCKKEEPER_REGISTRY_HOST",
  user: "LOCKKEEPER_REGISTRY_USER",
  password: "LOCKKEEPER_REGISTRY_PASSWORD",
} as const;

const fieldsOf = (key: SettingKey): [string, SettingField][] => Object.entries(settingCatalogue[key]);

const variablesOf = (isWanted: (field: SettingField) => boolean): string[] =>
  settingKeys.flatMap((key) =>
    fieldsOf(key).flatMap(([, field]) => (field.variable && isWanted(field) ? [field.variable] : [])),
  );

export const settingVariables: readonly string[] = [
  ...variablesOf(() => true),
  ...Object.values(registryVariables),
];
export const secretSettingVariables: readonly string[] = [
  ...variablesOf(({ isSecret }) => isSecret),
  registryVariables.password,
];

type Given = Readonly<Record<string, string | undefined>>;
type Refuse = (sentence: string) => never;

/** What stands in the variables, by the settings' own schemas; `refuse` is told of one that cannot be used. */
export function readSettingVariables(given: Given, refuse: Refuse): GivenSettings {
  const read = settingKeys.map((key) => [key, readSetting(key, given, refuse)]);
  const settings: GivenSettings = Object.fromEntries(read);
  return Object.freeze({ ...settings, registries: readRegistry(given, refuse) });
}

function readSetting(key: SettingKey, given: Given, refuse: Refuse): GivenSetting {
  const values: Record<string, unknown> = {};
  const secrets: Record<string, Secret> = {};
  for (const [name, field] of fieldsOf(key)) {
    const text = field.variable === undefined ? undefined : given[field.variable];
    if (text === undefined) continue;
    const parsed = field.schema.safeParse(valueIn(text, field));
    if (!parsed.success) refuse(`${field.variable} ${parsed.error.issues[0]?.message}.`);
    else if (field.isSecret) secrets[name] = secret(String(parsed.data));
    else values[name] = parsed.data;
  }
  return { values, secrets };
}

/** A text as its field's schema takes it. */
function valueIn(text: string, field: SettingField): unknown {
  if (field.isSecret) return text;
  if (field.form === "number") return /^\d{1,12}$/.test(text) ? Number(text) : text;
  if (field.form === "switch") return text === "true" ? true : text === "false" ? false : text;
  return field.form === "list" ? text.split(/[\s,]+/).filter((part) => part !== "") : text;
}

const RegistryPassword = Token("a password or token of the registry");

function readRegistry(given: Given, refuse: Refuse): GivenSetting {
  const { host, user, password } = registryVariables;
  const [hostText, userText, passwordText] = [given[host], given[user], given[password]];
  if (hostText === undefined && userText === undefined && passwordText === undefined) {
    return { values: {}, secrets: {} };
  }
  if (hostText === undefined || userText === undefined || passwordText === undefined) {
    return refuse(`${host}, ${user} and ${password} are set together or not at all.`);
  }
  const parsedHost = RegistryHost.safeParse(hostText);
  if (!parsedHost.success) return refuse(`${host} ${parsedHost.error.issues[0]?.message}.`);
  const parsedPassword = RegistryPassword.safeParse(passwordText);
  if (!parsedPassword.success) return refuse(`${password} ${parsedPassword.error.issues[0]?.message}.`);
  return {
    values: { registries: { [parsedHost.data]: { user: userText } } },
    secrets: { [`registryPassword:${parsedHost.data}`]: secret(parsedPassword.data) },
  };
}
