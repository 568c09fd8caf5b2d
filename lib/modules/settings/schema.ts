import { z } from "zod";
import {
  type SettingKey,
  settingCatalogue,
  settingKeys,
  settingNames,
} from "#lib/kernel/settings/catalogue.ts";
import type { OpenField, SecretField, SettingField } from "#lib/kernel/settings/field.ts";
import { Line, RegistryHost, Token } from "#lib/kernel/settings/values.ts";

type Catalogue = typeof settingCatalogue;
type NamesOf<Key extends SettingKey, Kind> = {
  [Name in keyof Catalogue[Key]]: Catalogue[Key][Name] extends Kind ? Name : never;
}[keyof Catalogue[Key]];

/** What a setting says where everything in force is put together. */
export type SettingValue<Key extends SettingKey> = {
  [Name in NamesOf<Key, OpenField>]: Catalogue[Key][Name] extends OpenField<infer Value> ? Value : never;
};

/** The secret fields of a setting; a registry's password is named with its host. */
export type SecretName<Key extends SettingKey> = Key extends "registries"
  ? `registryPassword:${string}`
  : NamesOf<Key, SecretField> & string;

export const fieldsOf = (key: SettingKey): [string, SettingField][] => Object.entries(settingCatalogue[key]);

type OpenShape<Key extends SettingKey> = {
  [Name in keyof SettingValue<Key>]: z.ZodType<SettingValue<Key>[Name]>;
};

/** A setting as it is read: every field that is no secret. */
const viewOf = <Key extends SettingKey>(key: Key) => z.object(openShapeOf(key));

function openShapeOf<Key extends SettingKey>(key: Key): OpenShape<Key> {
  const schemas = fieldsOf(key).flatMap(([name, field]) =>
    field.isSecret ? [] : [[name, field.standard === null ? field.schema.nullable() : field.schema]],
  );
  return Object.fromEntries(schemas);
}

export const SettingKeyField = z.enum(settingKeys, `must be one of: ${settingKeys.join(", ")}`);

/** Registries are changed one at a time, by these. */
export const RegistryFields = {
  registryHost: RegistryHost.optional().describe("registries: the registry that is meant."),
  registryUser: Line("a user name")
    .nullable()
    .optional()
    .describe("registries: its user; null forgets the registry."),
  registryPassword: Token("a password or token").optional().describe("registries: its password or token."),
};

const plainKeys = settingKeys.filter((key) => key !== "registries");

const describeField = (key: SettingKey, { label, hint }: SettingField): string =>
  `${settingNames[key]}: ${label}.${hint ? ` ${hint}` : ""} null takes back what was set.`;

const plainFields: Record<string, z.ZodType> = {
  ...Object.fromEntries(
    plainKeys.flatMap((key) =>
      fieldsOf(key).map(([name, field]) => [
        name,
        field.schema.nullable().optional().describe(describeField(key, field)),
      ]),
    ),
  ),
};

/** The fields that a change of a setting may name. */
export const changeableFields = (key: SettingKey): readonly string[] =>
  key === "registries" ? Object.keys(RegistryFields) : Object.keys(settingCatalogue[key]);

/** Those of all settings that no record keeps as they are. */
export const secretFields: readonly string[] = [
  ...settingKeys.flatMap((key) => fieldsOf(key).flatMap(([name, { isSecret }]) => (isSecret ? [name] : []))),
  "registryPassword",
];

/** Only the fields of `key`, each as its schema says. */
export type UpdateSettingInput = { key: SettingKey } & Record<string, unknown>;

const changeable = { ...plainFields, ...RegistryFields };

/** What is left out stays as it is, null takes back what people set; a field of another key is refused. */
export const UpdateSettingInput: z.ZodType<UpdateSettingInput> = z
  .object({ key: SettingKeyField, ...changeable })
  .superRefine(refuseForeign);

function refuseForeign({ key, ...fields }: UpdateSettingInput, context: z.RefinementCtx): void {
  const known = changeableFields(key);
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined || known.includes(field)) continue;
    context.addIssue({ code: "custom", path: [field], message: `is not part of ${key}` });
  }
  if (key === "registries" && fields.registryHost === undefined) {
    context.addIssue({ code: "custom", path: ["registryHost"], message: "give the registry's host" });
  }
}

/** Those that somebody outside can be asked about. */
export const testableKeys = ["mail", "github", "cloudflare", "registries", "domain"] as const;
export type TestableKey = (typeof testableKeys)[number];

export type TestSettingInput = { key: TestableKey } & Record<string, unknown>;

/** What is left out is tried as it is saved. */
export const TestSettingInput: z.ZodType<TestSettingInput> = z
  .object({ key: z.enum(testableKeys, `can be tried for: ${testableKeys.join(", ")}`), ...changeable })
  .superRefine(refuseForeign);

/** How it went, in a sentence. */
export const TestedSetting = z.object({ isGood: z.boolean(), sentence: z.string(), durationMs: z.number() });
export type TestedSetting = z.infer<typeof TestedSetting>;

export const settingSources = ["default", "environment", "dashboard"] as const;

export const SettingFieldView = z.object({
  key: SettingKeyField,
  field: z.string(),
  /** Where what holds comes from. */
  source: z.enum(settingSources),
  /** The variable it can come from. */
  variable: z.string().nullable(),
  isSecret: z.boolean(),
  /** A secret's value is never told, only that there is one. */
  isSet: z.boolean(),
  changedAt: z.iso.datetime().nullable(),
  changedBy: z.string().nullable(),
});
export type SettingFieldView = z.infer<typeof SettingFieldView>;

/** What everybody may read: which limits hold for their work. */
export const memberKeys = ["runs", "budgets", "limits"] as const satisfies SettingKey[];

/** What everybody reads stands first; the rest is for administrators. */
export const SettingsView = z.object({
  runs: viewOf("runs"),
  budgets: viewOf("budgets"),
  limits: viewOf("limits"),
  sessions: viewOf("sessions").optional(),
  network: viewOf("network").optional(),
  backups: viewOf("backups").optional(),
  domain: viewOf("domain").optional(),
  github: viewOf("github").optional(),
  cloudflare: viewOf("cloudflare").optional(),
  mail: viewOf("mail").optional(),
  webhooks: viewOf("webhooks").optional(),
  registries: viewOf("registries").optional(),
  retention: viewOf("retention").optional(),
  fields: z.array(SettingFieldView),
});
export type SettingsView = z.infer<typeof SettingsView>;
