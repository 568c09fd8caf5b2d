import type { Verb } from "#lib/commands.ts";
import { type FailureStatus, failuresOf } from "#lib/http/docs/failures.ts";
import type { JsonSchema, SchemaBook } from "#lib/http/docs/json-schema.ts";
import { streamEvents } from "#lib/http/docs/stream-events.ts";
import { tagOf } from "#lib/http/docs/tags.ts";
import type { AnyCommand } from "#lib/operations/command.ts";
import type { Query } from "#lib/operations/query.ts";
import { actionRow, type Trait } from "#lib/protection/actions.ts";
import { requirementsOf } from "#lib/protection/requirements.ts";

const ref = (place: string) => ({ $ref: `#/components/${place}` });
const requestIdHeader = { "X-Request-Id": ref("headers/RequestId") };

/** One verb as an OpenAPI operation; `path` is the door's own, with `:name` for what is in it. */
export function describeVerb(book: SchemaBook, verb: Verb, path: string): Record<string, unknown> {
  const input = book.describe(verb.input, "input", verb.name);
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");
  const isCommand = verb.kind === "command";
  return {
    operationId: verb.name,
    summary: verb.summary.replace(/\.$/, ""),
    ...(isCommand ? commandNotes(verb) : readNotes(verb)),
    tags: [tagOf(verb.name)],
    parameters: [
      ...inPath.map((name) => parameterOf("path", name, input)),
      ...(isCommand ? [] : queryParameters(input, inPath)),
      ...headerParameters[verb.kind].map((name) => ref(`parameters/${name}`)),
    ],
    ...(isCommand ? { requestBody: bodyOf(input, inPath, verb) } : {}),
    responses: { ...successesOf(book, verb), ...failuresOf(failureStatuses(verb, input)) },
  };
}

const headerParameters = {
  command: ["IdempotencyKey", "RequestId"],
  query: ["IfNoneMatch", "RequestId"],
  stream: ["LastEventId", "RequestId"],
} as const;

function commandNotes({ name, secrets = [] }: AnyCommand): Record<string, unknown> {
  const row = actionRow(name);
  const { level, who, sentence, keyScope } = row;
  const { cooldownMs, consents: asked } = requirementsOf(row);
  const consents: string[] = [...asked];
  if (cooldownMs > 0) consents.splice(1, 0, `cooldown_${Math.round(cooldownMs / 3_600_000)}h`);
  const raises = Object.entries(row.raised ?? {}).map(
    ([trait, raised]) => `${raised} where ${traitWords[trait as Trait] ?? trait.replaceAll("_", " ")}.`,
  );
  return {
    description: [
      `Danger level ${level}. ${sentence}`,
      ...raises,
      whoSentences[who],
      keyScope && `A key needs the scope \`${keyScope}\`.`,
    ]
      .filter(Boolean)
      .join(" "),
    "x-kind": "command",
    "x-danger-level": level,
    "x-who": who,
    "x-consents": consents,
    // The command line must not take these as arguments, where every process of the machine reads them.
    "x-secrets": secrets,
    ...(row.facts?.length ? { "x-facts": row.facts } : {}),
  };
}

const whoSentences: Record<string, string> = {
  any: "",
  person: "Only a person may ask: signed in, or by a key of their own for the command line.",
  admin: "Only an administrator of the installation may ask.",
  owner: "Only an owner of the installation may ask.",
};

const traitWords: Partial<Record<Trait, string>> = {
  default_branch: "it is the default branch",
  shared_local_workspace: "others share the machine's own workspace",
  address_in_use: "an address or a key that is in use changes",
  default_in_use: "the default that new runs go by becomes another one",
  keeps_less: "less is kept than before",
  agent_with_access: "an agent asks and the project has access of its own to private repositories",
  has_volumes: "there are volumes",
  unmerged_commits: "the branch has commits that are nowhere else",
  of_an_admin: "it is about an admin of the installation",
  widened_by_member: "who is no admin of the project lets its agents do more",
};

const readNotes = (verb: Exclude<Verb, AnyCommand>): Record<string, unknown> => ({
  ...(verb.kind === "stream" ? { description: streamDescription(verb.name) } : {}),
  "x-kind": verb.kind,
  "x-danger-level": "SAFE",
  "x-who": (verb.kind === "query" && verb.who) || "any",
  "x-consents": [],
});

export function streamDescription(name: string): string {
  const events = (streamEvents[name] ?? []).map(({ event, data }) => `\`${event}\`: ${data}`);
  return `Server-sent events (${events.join("; ")}). Comes back to where it broke off by \`Last-Event-ID\`.`;
}

export function parameterOf(place: "path" | "query", name: string, input: JsonSchema) {
  const { description, ...schema } = input.properties?.[name] ?? { type: "string" };
  const isRequired = place === "path" || (input.required?.includes(name) ?? false);
  return { name, in: place, required: isRequired, ...(description ? { description } : {}), schema };
}

const queryParameters = (input: JsonSchema, inPath: readonly string[]) =>
  Object.keys(input.properties ?? {})
    .filter((name) => !inPath.includes(name))
    .map((name) => parameterOf("query", name, input));

function bodyOf(input: JsonSchema, inPath: readonly string[], { secrets = [] }: AnyCommand) {
  const schema = input.anyOf
    ? { anyOf: input.anyOf.map((part) => withoutPath(part, inPath, secrets)) }
    : withoutPath(input, inPath, secrets);
  const parts: JsonSchema[] = schema.anyOf ?? [schema];
  const isRequired = parts.every((part) => (part.required?.length ?? 0) > 0);
  return { required: isRequired, content: { "application/json": { schema } } };
}

/** What of an input goes into the body: all that is not in the path, and the reason that every command takes. */
function withoutPath(input: JsonSchema, inPath: readonly string[], secrets: readonly string[]): JsonSchema {
  const fields = Object.entries(input.properties ?? {}).filter(([name]) => !inPath.includes(name));
  const required = input.required?.filter((name) => !inPath.includes(name)) ?? [];
  const properties = Object.fromEntries(
    fields.map(([name, field]) => [name, secrets.includes(name) ? { ...field, writeOnly: true } : field]),
  );
  return {
    type: "object",
    properties: { ...properties, reason: properties.reason ?? reasonField },
    ...(required.length > 0 ? { required } : {}),
  };
}

const reasonField: JsonSchema = {
  type: "string",
  maxLength: 2000,
  description: "Why. Required from danger level HIGH on.",
};

const jsonOf = (schema: JsonSchema) => ({ "application/json": { schema } });

function successesOf(book: SchemaBook, verb: Verb): Record<string, unknown> {
  switch (verb.kind) {
    case "query":
      return querySuccesses(book.describe((verb as Query).output, "output", verb.name));
    case "stream":
      return streamSuccess;
    case "command":
      return commandSuccesses(book, verb);
  }
}

export const querySuccesses = (schema: JsonSchema) => ({
  200: {
    description: "What was asked for.",
    headers: { ...requestIdHeader, ETag: ref("headers/ETag") },
    content: jsonOf(schema),
  },
  304: { description: "It is still what `If-None-Match` names.", headers: requestIdHeader },
});

export const streamSuccess = {
  200: {
    description: "A stream of server-sent events.",
    headers: requestIdHeader,
    content: { "text/event-stream": { schema: { type: "string" } } },
  },
};

function commandSuccesses(book: SchemaBook, verb: AnyCommand) {
  const output = verb.output && book.describe(verb.output, "output", verb.name);
  const isQueued = verb.work !== undefined && !verb.work.isDirect;
  const done = {
    description: isQueued ? "Done: asked again with the same `Idempotency-Key` after it had ended." : "Done.",
    headers: requestIdHeader,
    content: jsonOf(output ?? ref("schemas/QueuedAnswer")),
  };
  const queued =
    output && verb.begin && isQueued ? besideOperation(book, output) : ref("schemas/QueuedAnswer");
  return {
    [verb.creates && output ? 201 : 200]: done,
    202: {
      description: verb.work
        ? "Queued, or held until the consents that it needs are given."
        : "Held until the consents that it needs are given.",
      headers: requestIdHeader,
      content: jsonOf(verb.work ? { anyOf: [ref("schemas/HeldAnswer"), queued] } : ref("schemas/HeldAnswer")),
    },
  };
}

/** What a command has begun stands beside its operation. */
function besideOperation(book: SchemaBook, output: JsonSchema): JsonSchema {
  const named = output.$ref?.split("/").at(-1);
  const shape = named === undefined ? output : (book.components[named] ?? output);
  return {
    type: "object",
    properties: { operation: ref("schemas/OperationRef"), ...shape.properties },
    required: ["operation", ...(shape.required ?? [])],
  };
}

function failureStatuses(verb: Verb, input: JsonSchema): FailureStatus[] {
  const fields = Object.keys(input.properties ?? {});
  const isCommand = verb.kind === "command";
  const namesSomething = isCommand || fields.some((name) => /(^id|Id)$/.test(name));
  const always: FailureStatus[] = [401, 403, 429, 500, 502, 503];
  return [
    ...(isCommand || fields.length > 0 ? ([400] as const) : []),
    ...(namesSomething ? ([404] as const) : []),
    ...(isCommand ? ([409, 413] as const) : namesSomething ? ([409] as const) : []),
    ...always,
  ].toSorted((a, b) => a - b);
}
