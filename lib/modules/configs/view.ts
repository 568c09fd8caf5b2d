import type { Config } from "#lib/modules/configs/in-force.ts";
import { isSameValue } from "#lib/modules/configs/rules.ts";
import { type ConfigField, type ConfigView, configFields } from "#lib/modules/configs/schema.ts";

export function configView(config: Config): ConfigView {
  const { version, note } = config;
  return { ...fieldsOf(config), version, note, createdAt: config.createdAt?.toISOString() ?? null };
}

/** What a version says, without what is said about it. */
export const fieldsOf = (config: Pick<Config, ConfigField>): Pick<Config, ConfigField> =>
  Object.fromEntries(configFields.map((field) => [field, config[field]])) as Pick<Config, ConfigField>;

type Compared = Record<ConfigField, unknown>;

export const changedFields = (before: Compared, after: Compared): ConfigField[] =>
  configFields.filter((field) => !isSameValue(before[field], after[field]));
