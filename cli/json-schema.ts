import { z } from "zod";

/** As much of JSON Schema as the door's description uses and the command line has to know. */
export interface JsonSchema {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  default?: unknown;
  description?: string | undefined;
  format?: string | undefined;
  items?: JsonSchema | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  required?: string[] | undefined;
  anyOf?: JsonSchema[] | undefined;
  oneOf?: JsonSchema[] | undefined;
  allOf?: JsonSchema[] | undefined;
}

export const JsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    default: z.unknown().optional(),
    description: z.string().optional(),
    format: z.string().optional(),
    // A list of nothing may be written as `false`, a list of anything as `true`.
    items: JsonSchema.optional().catch(undefined),
    properties: z.record(z.string(), JsonSchema).optional(),
    required: z.array(z.string()).optional(),
    anyOf: z.array(JsonSchema).optional(),
    oneOf: z.array(JsonSchema).optional(),
    allOf: z.array(JsonSchema).optional(),
  }),
);

/** What a value is given as on a command line. */
export type Shape =
  | { kind: "text" }
  | { kind: "integer" }
  | { kind: "number" }
  /** Milliseconds, given as `30s`, `10m`, `1h` or `2d`. */
  | { kind: "duration" }
  | { kind: "boolean" }
  | { kind: "choice"; choices: string[] }
  | { kind: "list"; choices: string[] }
  | { kind: "object"; variants: Variant[] }
  | { kind: "json" };

/** One form of an object; `type` is what its field `type` must say, where that tells the forms apart. */
export interface Variant {
  type: string | null;
  properties: Record<string, JsonSchema>;
  required: readonly string[];
}

export const isNullable = (schema: JsonSchema): boolean =>
  typesOf(schema).includes("null") || formsOf(schema).some(isNullable);

const typesOf = ({ type }: JsonSchema): string[] => (type === undefined ? [] : [type].flat());
const formsOf = ({ anyOf, oneOf }: JsonSchema): JsonSchema[] => anyOf ?? oneOf ?? [];
const isNull = (schema: JsonSchema) => typesOf(schema).join() === "null";

export function shapeOf(schema: JsonSchema): Shape {
  const forms = formsOf(schema).filter((form) => !isNull(form));
  if (forms.length > 0) return shapeOfForms(forms);
  const type = typesOf(schema).find((name) => name !== "null");
  const choices = choicesOf(schema);
  if (choices.length > 0) return { kind: "choice", choices };
  if (type === "boolean" || type === "integer" || type === "number") return { kind: type };
  if (type === "object" && schema.properties) return { kind: "object", variants: [variantOf(schema)] };
  if (type === "object") return { kind: "json" };
  if (type === "array") return shapeOfList(schema.items);
  return { kind: "text" };
}

function shapeOfForms(forms: readonly JsonSchema[]): Shape {
  const shapes = forms.map(shapeOf);
  const list = shapes.find((shape) => shape.kind === "list");
  if (list) return list;
  if (shapes.every((shape) => shape.kind === "object")) {
    return { kind: "object", variants: shapes.flatMap((shape) => shape.variants) };
  }
  const choices = shapes.flatMap((shape) => (shape.kind === "choice" ? shape.choices : []));
  if (choices.length > 0 && shapes.every((shape) => shape.kind === "choice"))
    return { kind: "choice", choices };
  return shapes.find((shape) => shape.kind !== "choice") ?? { kind: "text" };
}

function shapeOfList(items: JsonSchema | undefined): Shape {
  const shape = items ? shapeOf(items) : undefined;
  if (shape?.kind === "choice") return { kind: "list", choices: shape.choices };
  return shape?.kind === "text" ? { kind: "list", choices: [] } : { kind: "json" };
}

function choicesOf({ enum: values, const: constant }: JsonSchema): string[] {
  if (constant !== undefined) return [String(constant)];
  return (values ?? []).filter((value) => value !== null).map(String);
}

function variantOf({ properties = {}, required = [] }: JsonSchema): Variant {
  const type = properties.type?.const;
  return { type: typeof type === "string" ? type : null, properties, required };
}
