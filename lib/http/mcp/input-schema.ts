import type { Tool } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import type { Verb } from "#lib/commands.ts";
import { meaningOf } from "#lib/http/docs/meanings.ts";
import { linesDefault, linesMax } from "#lib/http/mcp/read-stream.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";
import { actionRow } from "#lib/protection/actions.ts";

type Json = Record<string, unknown>;

/** Where a model finds the ids that it has to name. */
const sourceOfId: Readonly<Record<string, string>> = {
  projectId: "The id of a project, from project_list.",
  taskId: "The id of a task (not its number), from task_list.",
  runId: "The id of a run: currentRun.id of a task.",
  workspaceId: "The id of a workspace: workspace.id of project_read.",
  operationId: "The id of an operation, from an answer or from operation_list.",
};

/** Lists whose own page would fill a model's context. */
const limitByVerb: Readonly<Record<string, number>> = {
  "files.tree": 200,
  "files.search": 50,
  "task.list": 30,
  "project.list": 30,
  "operation.list": 10,
  "git.log": 20,
};

/** The verb's own defaults, with shorter pages where a model reads them. */
export function withModelDefaults({ name }: Verb, input: Json): Json {
  const limit = limitByVerb[name];
  return limit === undefined || input.limit !== undefined ? input : { ...input, limit };
}

/**
 * What a tool takes, as JSON Schema: path, query and body together. Patterns are left out, for they cost context and
 * some clients cannot read them: a wrong value is answered with the field and what it has to be.
 */
export function inputSchemaOf(verb: Verb): Tool["inputSchema"] {
  const schema = z.toJSONSchema(verb.input, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      delete jsonSchema.pattern;
      if (isTextOfBoolean(zodSchema)) Object.assign(jsonSchema, { type: "boolean" });
    },
  });
  const { properties, required } = flatten(schema);
  for (const [name, field] of Object.entries(properties)) {
    const description = sourceOfId[name] ?? meaningOf(verb.name, name);
    if (description) properties[name] = { ...field, description };
  }
  const limit = limitByVerb[verb.name];
  if (limit !== undefined && properties.limit) properties.limit = { ...properties.limit, default: limit };
  if (verb.kind === "stream") Object.assign(properties, tailFields);
  if (verb.kind === "command") {
    properties.reason = reasonField;
    if (isAtLeast(actionRow(verb.name).level, "HIGH")) required.push("reason");
  }
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

const reasonField = {
  type: "string",
  maxLength: 2000,
  description: "Why. The person who has to decide reads it; required where it is held at HIGH or above.",
};

const tailFields = {
  lines: {
    type: "integer",
    minimum: 1,
    maximum: linesMax,
    default: linesDefault,
    description: "How many of the newest entries to give.",
  },
  after: { type: "string", description: "Only what came behind this `lastId` of an earlier answer." },
};

/** In an address true is a word; a model may say it as it is. */
const isTextOfBoolean = (schema: z.core.$ZodType): boolean =>
  schema instanceof z.ZodPipe && schema.out instanceof z.ZodBoolean;

interface Fields {
  properties: Record<string, Json>;
  required: string[];
}

/** The fields of an object, or of all that it may be one of: models' own APIs take no choice at the top. */
function flatten(schema: z.core.JSONSchema.JSONSchema): Fields {
  const choices = (schema.anyOf ?? schema.oneOf ?? []).flatMap((choice) =>
    typeof choice === "object" ? [flatten(choice)] : [],
  );
  const [first, ...others] = choices;
  const own: Record<string, Json> = {};
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    own[name] = typeof field === "object" ? { ...field } : {};
  }
  if (!first) return { properties: own, required: [...(schema.required ?? [])] };
  return {
    properties: Object.assign(own, ...choices.map(({ properties }) => properties)),
    required: first.required.filter((name) => others.every(({ required }) => required.includes(name))),
  };
}
