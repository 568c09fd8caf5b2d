import { type SettingKey, settingCatalogue } from "#lib/kernel/settings/catalogue.ts";
import type { OpenField, SettingField } from "#lib/kernel/settings/field.ts";
import type { SettingsView } from "#lib/modules/settings/schema.ts";

/** Between what a setting holds and what stands in its fields on the screen. */

export const fieldOf = (key: SettingKey, name: string): SettingField => {
  const [, field] = Object.entries(settingCatalogue[key]).find(([candidate]) => candidate === name) ?? [];
  if (!field) throw new Error(`${key} has no field ${name}.`);
  return field;
};

/** What stands in the field for what holds; nothing for a secret. */
export function textOf(field: SettingField, value: unknown): string {
  if (field.isSecret || value === null || value === undefined) return "";
  return Array.isArray(value) ? value.join("\n") : String(value);
}

/** What is sent for a text; null, where it is empty, takes back what was set. */
export function sentOf(field: SettingField, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  if (field.isSecret) return trimmed;
  return openValue(field, trimmed);
}

function openValue({ form }: OpenField, text: string): unknown {
  if (form === "number") return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
  if (form === "switch") return text === "true";
  return form === "list" ? text.split(/[\s,]+/).filter((part) => part !== "") : text;
}

/** Which entry of a list that is: the line it stands in, and what stands there. */
export function entryName(text: string, index: number): string {
  const entries = text
    .split("\n")
    .flatMap((line, at) => line.split(/[\s,]+/).map((part) => ({ part, line: at + 1 })))
    .filter(({ part }) => part !== "");
  const entry = entries[index];
  return entry ? `Line ${entry.line}, ${entry.part}` : `Line ${index + 1}`;
}

/** The texts of fields as they are stored. */
export function storedTexts(
  key: SettingKey,
  names: readonly string[],
  settings: SettingsView,
): Record<string, string> {
  const values = settings[key] ?? {};
  return Object.fromEntries(
    names.map((name) => [name, textOf(fieldOf(key, name), Reflect.get(values, name))]),
  );
}

/** The fields that were typed over, as they are sent: what is left alone is left out, and stays as others set it. */
export function typedValues(
  key: SettingKey,
  stored: Readonly<Record<string, string>>,
  shown: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const typed = Object.keys(stored).filter((name) => shown[name] !== stored[name]);
  return Object.fromEntries(typed.map((name) => [name, sentOf(fieldOf(key, name), shown[name] ?? "")]));
}
