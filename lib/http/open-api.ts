import { z } from "zod";
import { type Verb, verbByName } from "#lib/commands.ts";
import type { AnyCommand } from "#lib/operations/command.ts";
import { actionRow } from "#lib/protection/actions.ts";

/** The OpenAPI 3.1 description of the REST door, made from the same declarations that serve it. */
export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const verb of verbByName.values()) {
    const [method = "", path = ""] = verb.http.split(" ");
    const template = path.replace(/:(\w+)/g, "{$1}");
    paths[template] = { ...paths[template], [method.toLowerCase()]: describeVerb(verb, method, path) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Lockkeeper",
      version: "1",
      description: "Every command passes the same protection rules.",
    },
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key: lk_…" },
        session: { type: "apiKey", in: "cookie", name: "lockkeeper_session" },
      },
    },
    security: [{ key: [] }, { session: [] }],
    paths,
  };
}

function describeVerb(verb: Verb, method: string, path: string) {
  const schema = z.toJSONSchema(verb.input, { io: "input", unrepresentable: "any" });
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");
  const fields: [string, unknown][] = Object.entries(schema.properties ?? {});
  const rest = fields.filter(([name]) => !inPath.includes(name));
  const parameters = inPath.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: schema.properties?.[name] ?? { type: "string" },
  }));
  const isBody = method !== "GET";
  const query = isBody ? [] : rest.map(([name, field]) => ({ name, in: "query", schema: field }));
  const body = {
    ...schema,
    properties: Object.fromEntries(rest),
    required: schema.required?.filter((name) => !inPath.includes(name)),
  };
  return {
    operationId: verb.name,
    summary: verb.summary,
    tags: [verb.name.split(".")[0]],
    "x-kind": verb.kind,
    ...(verb.kind === "command" ? commandNotes(verb) : {}),
    parameters: [...parameters, ...query],
    ...(isBody && rest.length > 0
      ? { requestBody: { content: { "application/json": { schema: body } } } }
      : {}),
    responses: responsesOf(verb),
  };
}

function commandNotes({ name, secrets = [] }: AnyCommand) {
  const { level, who, sentence } = actionRow(name);
  return {
    description: `Danger level ${level}. ${sentence}`,
    "x-danger-level": level,
    "x-who": who,
    // The command line must not take these as arguments, where every process of the machine reads them.
    "x-secrets": secrets,
  };
}

function responsesOf(verb: Verb): Record<string, unknown> {
  const failure = { default: { description: "An error: { error: { type, message, status, details } }" } };
  switch (verb.kind) {
    case "query": {
      const schema = z.toJSONSchema(verb.output, { unrepresentable: "any" });
      return { 200: { description: "OK", content: { "application/json": { schema } } }, ...failure };
    }
    case "stream":
      return { 200: { description: "Server-sent events", content: { "text/event-stream": {} } }, ...failure };
    case "command":
      return {
        [verb.creates ? 201 : 200]: { description: "Done" },
        202: { description: "Queued or held" },
        ...failure,
      };
  }
}
