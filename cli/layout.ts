import type { CliVerb, Field } from "#cli/catalogue.ts";
import { type JsonSchema, type Shape, shapeOf } from "#cli/json-schema.ts";
import { flagOf } from "#cli/names.ts";

/** Where each field of a verb is given on the command line. */
export interface Layout {
  /** In order: the ids of the path, then what is required and fits in a word. */
  positional: Field[];
  /** The project that it happens in: `--project`, or the default where it is required. */
  project: Field | null;
  /** The workspace: `--workspace`, or the project's own. */
  workspace: Field | null;
  flags: Field[];
  /** Asked for, or read from standard input or a file; never an argument. */
  secrets: Field[];
}

export function layoutOf(verb: CliVerb): Layout {
  const layout: Layout = { positional: [], project: null, workspace: null, flags: [], secrets: [] };
  for (const field of verb.fields) {
    if (field.name === "reason") continue;
    if (verb.secrets.includes(field.name)) layout.secrets.push(field);
    else if (field.name === "projectId" && verb.noun !== "projects") layout.project = field;
    else if (field.name === "workspaceId" && verb.noun !== "workspaces") layout.workspace = field;
    else if (field.in === "path" || (field.isRequired && isWord(shapeOf(field.schema))))
      layout.positional.push(field);
    else layout.flags.push(field);
  }
  return layout;
}

const isWord = ({ kind }: Shape) => ["text", "integer", "number", "choice"].includes(kind);

/** `taskId` → `task`: what stands for it in a line of help, and in words. */
export const placeName = ({ name }: Pick<Field, "name">): string =>
  name === "id" ? "id" : flagOf(name.replace(/Id$/, ""));

/** Milliseconds are for programs: people say `--cooldown 1h`. */
function shapeOfField(name: string, schema: JsonSchema): Shape {
  const shape = shapeOf(schema);
  return name.endsWith("Ms") && (shape.kind === "integer" || shape.kind === "number")
    ? { kind: "duration" }
    : shape;
}

const nameOfFlag = (name: string, { kind }: Shape): string =>
  flagOf(kind === "duration" ? name.replace(/Ms$/, "") : name);

export interface Flag {
  /** Without dashes: `title`, `source.url`. */
  name: string;
  field: Field;
  shape: Shape;
  /** The key inside of an object: `url`. */
  key: string | null;
  about: string;
}

/** The flags of a field: its own, and one for each key where it is an object. */
export function flagsOf(field: Field): Flag[] {
  const shape = shapeOfField(field.name, field.schema);
  const name = nameOfFlag(field.name, shape);
  const own: Flag = { name, field, shape, key: null, about: field.description ?? "" };
  if (shape.kind !== "object") return [own];
  const keys = new Map(shape.variants.flatMap(({ properties }) => Object.entries(properties)));
  const inner = [...keys].flatMap(([key, schema]): Flag[] =>
    key === "type" && shape.variants.some(({ type }) => type !== null)
      ? []
      : [
          {
            name: `${name}.${nameOfFlag(key, shapeOfField(key, schema))}`,
            field,
            shape: shapeOfField(key, schema),
            key,
            about: schema.description ?? "",
          },
        ],
  );
  return [own, ...inner];
}
