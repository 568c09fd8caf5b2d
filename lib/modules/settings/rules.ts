import type { SettingKey } from "#lib/kernel/settings/catalogue.ts";
import type { OpenField } from "#lib/kernel/settings/field.ts";
import { fieldsOf, type SettingFieldView, type SettingValue } from "#lib/modules/settings/schema.ts";

/** What is known of a setting: what people set, and what the variables of the latest start say. */
export interface StoredSetting {
  people: Readonly<Record<string, unknown>>;
  environment: Readonly<Record<string, unknown>>;
}

export const nothingStored: StoredSetting = { people: {}, environment: {} };

export interface StoredSecret {
  field: string;
  origin: "environment" | "dashboard";
}

type Source = SettingFieldView["source"];

/** What was stored by another version and fits no more counts as not there. */
function usable(field: OpenField, value: unknown): { value: unknown } | null {
  if (value === undefined || value === null) return null;
  const parsed = field.schema.safeParse(value);
  return parsed.success ? { value: parsed.data } : null;
}

function fieldInForce(field: OpenField, name: string, { people, environment }: StoredSetting) {
  const own = usable(field, people[name]);
  if (own) return { ...own, source: "dashboard" as Source };
  const given = usable(field, environment[name]);
  return given
    ? { ...given, source: "environment" as Source }
    : { value: field.standard, source: "default" as Source };
}

/** What holds now: what people set, else what a variable says, else the standard. */
export function valuesInForce<Key extends SettingKey>(key: Key, stored: StoredSetting): SettingValue<Key> {
  const inForce = (field: OpenField, name: string) =>
    key === "registries" ? registriesInForce(stored) : fieldInForce(field, name, stored).value;
  const values = fieldsOf(key).flatMap(([name, field]) =>
    field.isSecret ? [] : [[name, inForce(field, name)]],
  );
  return Object.fromEntries(values);
}

/** Both those that people set and that of the variables; of one host, what people set. */
function registriesInForce(stored: StoredSetting): Record<string, { user: string }> {
  const of = (layer: StoredSetting["people"]) => (layer.registries ?? {}) as Record<string, { user: string }>;
  return { ...of(stored.environment), ...of(stored.people) };
}

export function sourceOf(key: SettingKey, name: string, stored: StoredSetting): Source {
  const [, field] = fieldsOf(key).find(([candidate]) => candidate === name) ?? [];
  if (!field || field.isSecret) return "default";
  return fieldInForce(field, name, stored).source;
}

/**
 * Which of a secret's two values is used; null for none. What a variable gave goes only where the variables lead: where
 * people set another server, they give its password as well.
 */
export function secretInForce<Secret extends StoredSecret>(
  key: SettingKey,
  name: string,
  { stored, secrets }: { stored: StoredSetting; secrets: readonly Secret[] },
): Secret | null {
  const own = secrets.find(({ field, origin }) => field === name && origin === "dashboard");
  if (own) return own;
  const given = secrets.find(({ field, origin }) => field === name && origin === "environment");
  return given && leadsTheSameWay(key, name, stored, { ...nothingStored, environment: stored.environment })
    ? given
    : null;
}

/** Whether a secret would be sent to the same place by both. */
export function leadsTheSameWay(
  key: SettingKey,
  name: string,
  before: StoredSetting,
  after: StoredSetting,
): boolean {
  const [, field] = fieldsOf(key).find(([candidate]) => candidate === name) ?? [];
  const places: readonly string[] = field?.isSecret ? field.goesTo : [];
  const [one, other] = [valuesInForce(key, before), valuesInForce(key, after)];
  return places.every((place) => Reflect.get(one, place) === Reflect.get(other, place));
}
