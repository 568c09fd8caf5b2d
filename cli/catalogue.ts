import { z } from "zod";
import { JsonSchema } from "#cli/json-schema.ts";
import { cliNameOf } from "#cli/names.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";

/** What a server can be asked, as its own description of the REST door says. */

export interface Field {
  name: string;
  in: "path" | "query" | "body";
  isRequired: boolean;
  description: string | null;
  schema: JsonSchema;
}

export interface CliVerb {
  /** As the server calls it: `task.create`. */
  name: string;
  noun: string;
  verb: string;
  /** `bytes`: what comes is a file, not an answer. */
  kind: "command" | "query" | "stream" | "bytes";
  method: string;
  /** `/api/projects/{projectId}` */
  path: string;
  summary: string;
  level: DangerLevel;
  /** The plain sentence of a command: what it does to whom it concerns. */
  sentence: string | null;
  /** Fields that must not stand in arguments. */
  secrets: readonly string[];
  /** Those of the path first, in its order. */
  fields: readonly Field[];
}

const Parameter = z.object({
  name: z.string(),
  in: z.string(),
  description: z.string().optional(),
  required: z.boolean().optional(),
  schema: JsonSchema.optional(),
});

const Operation = z.object({
  operationId: z.string(),
  summary: z.string().default(""),
  description: z.string().optional(),
  "x-kind": z.enum(["command", "query", "stream", "other"]),
  "x-danger-level": DangerLevel.default("SAFE"),
  "x-who": z.string().optional(),
  /** A second address of a verb that has one already. */
  "x-alias-of": z.string().optional(),
  "x-secrets": z.array(z.string()).default([]),
  parameters: z.array(z.union([Parameter, z.object({ $ref: z.string() })])).default([]),
  requestBody: z
    .object({ content: z.object({ "application/json": z.object({ schema: JsonSchema }).optional() }) })
    .optional(),
});
type Operation = z.infer<typeof Operation>;

const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), JsonSchema).optional() }).optional(),
});

type Known = Readonly<Record<string, JsonSchema>>;

const methods = ["get", "post", "put", "patch", "delete"];

/** The verbs of an OpenAPI document, by noun and verb; lines that are no verb (signing in, health) are left out. */
export function catalogueOf(document: unknown): CliVerb[] {
  const { paths, components } = Document.parse(document);
  const known = components?.schemas ?? {};
  const verbs = Object.entries(paths).flatMap(([path, lines]) =>
    methods.flatMap((method) => {
      const { data, success } = Operation.safeParse(lines[method]);
      return success && isForUs(method, data) ? [verbOf(method, path, data, known)] : [];
    }),
  );
  const named = verbs.filter(({ verb }) => verb !== "");
  return named.sort((a, b) => `${a.noun} ${a.verb}`.localeCompare(`${b.noun} ${b.verb}`));
}

/** One word says which it is, and nobody types names here: see `confirm-operation.ts`. */
const confirmedField: Field = {
  name: "operationOrToken",
  in: "path",
  isRequired: true,
  description: "the operation's id, or the token that its answer carried",
  schema: { type: "string" },
};

/** Of the lines that are no verb those that give somebody with a key something to read. */
function isForUs(method: string, operation: Operation): boolean {
  if (operation["x-alias-of"] !== undefined) return false;
  if (operation["x-kind"] !== "other") return true;
  return method === "get" && ["any", "admin"].includes(operation["x-who"] ?? "anybody");
}

function verbOf(method: string, path: string, operation: Operation, known: Known): CliVerb {
  const { operationId: name, summary, description } = operation;
  const kind = operation["x-kind"] === "other" ? "bytes" : operation["x-kind"];
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, field = ""]) => field);
  const isConfirm = name === "operation.confirm";
  const fields = isConfirm
    ? [confirmedField]
    : [...parametersOf(operation, known), ...bodyFieldsOf(operation, known)];
  const placeOf = (field: Field) => {
    const place = inPath.indexOf(field.name);
    return place === -1 ? inPath.length : place;
  };
  return {
    name,
    ...cliNameOf(name),
    kind,
    method: method.toUpperCase(),
    path,
    summary,
    level: operation["x-danger-level"],
    sentence: kind === "command" ? (description?.replace(/^Danger level \w+\.\s*/, "") ?? null) : null,
    secrets: isConfirm ? [] : operation["x-secrets"],
    fields: fields.sort((a, b) => placeOf(a) - placeOf(b)),
  };
}

function parametersOf({ parameters }: Operation, known: Known): Field[] {
  return parameters.flatMap((parameter) => {
    // Headers, and what is the same at every line, stand as references.
    if ("$ref" in parameter || (parameter.in !== "path" && parameter.in !== "query")) return [];
    const schema = resolve(parameter.schema ?? {}, known);
    const { name, in: place, required = false, description = schema.description ?? null } = parameter;
    return [{ name, in: place, isRequired: required, description, schema }];
  });
}

function bodyFieldsOf({ requestBody }: Operation, known: Known): Field[] {
  const schema = requestBody?.content["application/json"]?.schema;
  if (!schema) return [];
  const { properties, required } = merge(resolve(schema, known), known);
  return Object.entries(properties).map(([name, field]) => {
    const schema = resolve(field, known);
    const isRequired = required.includes(name);
    return { name, in: "body", isRequired, description: schema.description ?? null, schema };
  });
}

/** Fields of a body in several forms: all of them, and required is what every form requires. */
function merge(
  schema: JsonSchema,
  known: Known,
): { properties: Record<string, JsonSchema>; required: string[] } {
  const own = { properties: schema.properties ?? {}, required: schema.required ?? [] };
  const all = (schema.allOf ?? []).map((part) => merge(resolve(part, known), known));
  const forms = (schema.anyOf ?? schema.oneOf ?? []).map((form) => merge(resolve(form, known), known));
  const properties = Object.assign(
    {},
    ...[...all, ...forms].map((part) => part.properties),
    own.properties,
  ) as Record<string, JsonSchema>;
  const [first, ...others] = forms;
  const shared = (first?.required ?? []).filter((name) =>
    others.every((form) => form.required.includes(name)),
  );
  return { properties, required: [...own.required, ...all.flatMap((part) => part.required), ...shared] };
}

/** What a reference stands for, through and through; deeper than ten there is a circle. */
function resolve(schema: JsonSchema, known: Known, depth = 0): JsonSchema {
  const name = /^#\/components\/schemas\/(.+)$/.exec(schema.$ref ?? "")?.[1];
  const found = name === undefined ? schema : { ...known[name], ...without$ref(schema) };
  if (depth >= 10) return {};
  const deeper = (inner: JsonSchema) => resolve(inner, known, depth + 1);
  return {
    ...found,
    ...(found.items ? { items: deeper(found.items) } : {}),
    ...(found.anyOf ? { anyOf: found.anyOf.map(deeper) } : {}),
    ...(found.oneOf ? { oneOf: found.oneOf.map(deeper) } : {}),
    ...(found.properties
      ? {
          properties: Object.fromEntries(
            Object.entries(found.properties).map(([key, inner]) => [key, deeper(inner)]),
          ),
        }
      : {}),
  };
}

const without$ref = ({ $ref: _reference, ...rest }: JsonSchema): JsonSchema => rest;
