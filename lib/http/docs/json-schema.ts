import { z } from "zod";
import { meaningOf } from "#lib/http/docs/meanings.ts";
import { schemaNames } from "#lib/http/docs/named-schemas.ts";

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 takes it. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: readonly unknown[];
  const?: unknown;
  default?: unknown;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  additionalProperties?: JsonSchema | boolean;
  [keyword: string]: unknown;
}

export interface SchemaBook {
  /** A schema by its zod declaration; named ones are pointed to and gathered in `components`. */
  describe(schema: z.ZodType, io: "input" | "output", owner: string): JsonSchema;
  components: Record<string, JsonSchema>;
}

const placeOf = (name: string): string => `#/components/schemas/${name}`;

/** Formats say what these patterns say, at a hundredth of their length. */
const saidByFormat = new Set(["uuid", "date-time", "email", "uri"]);

export function createSchemaBook(): SchemaBook {
  const components: Record<string, JsonSchema> = {};
  const keep = (name: string, schema: JsonSchema): void => {
    const known = components[name];
    if (known && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`${name} would stand for two shapes; give one of them a name of its own.`);
    }
    components[name] = schema;
  };
  const convert = (schema: z.ZodType, io: "input" | "output", owner: string): JsonSchema => {
    const {
      $defs,
      $schema: _,
      ...root
    } = z.toJSONSchema(schema, {
      io,
      unrepresentable: "any",
      metadata: schemaNames,
      override: ({ zodSchema, jsonSchema }) => {
        const description = z.globalRegistry.get(zodSchema)?.description;
        if (description) jsonSchema.description = description;
        // In an address a boolean is a word.
        if (isWordForBoolean(zodSchema))
          Object.assign(jsonSchema, { type: "string", enum: ["true", "false"] });
      },
    }) as JsonSchema & { $defs?: Record<string, JsonSchema> };
    for (const [name, definition] of Object.entries($defs ?? {})) keep(name, tidy(definition, name));
    return tidy(root, owner);
  };
  return {
    components,
    describe(schema, io, owner) {
      const name = schemaNames.get(schema)?.id;
      if (name === undefined) return convert(schema, io, owner);
      const converted = convert(schema, io, name);
      // One that speaks of itself has gone among the definitions by then.
      if (converted.$ref === undefined) keep(name, converted);
      return { $ref: placeOf(name) };
    },
  };
}

const isWordForBoolean = (schema: z.core.$ZodType): boolean =>
  schema instanceof z.ZodCodec &&
  schema.def.in instanceof z.ZodString &&
  schema.def.out instanceof z.ZodBoolean;

/** The same schema for readers: references into the document, no noise, and what each field means. */
function tidy(schema: JsonSchema, owner: string): JsonSchema {
  const kept = Object.entries(schema).filter(([keyword, value]) => !isNoise(keyword, value, schema));
  const tidied: JsonSchema = Object.fromEntries(
    kept.map(([keyword, value]) => [keyword, tidyPart(value, owner)]),
  );
  if (schema.$ref !== undefined) tidied.$ref = referenceOf(schema.$ref, owner);
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([name, field]) => {
      const description = field.description ?? meaningOf(owner, name);
      return [name, { ...tidy(field, owner), ...(description ? { description } : {}) }];
    });
    tidied.properties = Object.fromEntries(fields);
  }
  return tidied;
}

const referenceOf = ($ref: string, owner: string): string =>
  $ref === "#" ? placeOf(owner) : $ref.replace("#/$defs/", placeOf(""));

function isNoise(keyword: string, value: unknown, schema: JsonSchema): boolean {
  if (keyword === "id" || keyword === "propertyNames") return true;
  if (keyword === "additionalProperties") return value === false;
  if (keyword === "pattern") return schema.format !== undefined && saidByFormat.has(schema.format);
  return (
    (keyword === "minimum" || keyword === "maximum") && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER
  );
}

function tidyPart(value: unknown, owner: string): unknown {
  if (Array.isArray(value)) return value.map((part) => tidyPart(part, owner));
  return value !== null && typeof value === "object" ? tidy(value as JsonSchema, owner) : value;
}
