import { linesOf, verbByName } from "#lib/commands.ts";
import { errorSchema, failureResponses } from "#lib/http/docs/failures.ts";
import { createSchemaBook, type JsonSchema, type SchemaBook } from "#lib/http/docs/json-schema.ts";
import { otherLines } from "#lib/http/docs/other-lines.ts";
import { describeOther } from "#lib/http/docs/other-operation.ts";
import { sockets } from "#lib/http/docs/sockets.ts";
import { tags } from "#lib/http/docs/tags.ts";
import { describeVerb } from "#lib/http/docs/verb-operation.ts";
import { ConfirmToken, HeldOperation, OperationRef } from "#lib/kernel/answer.ts";
import type { DangerLevel } from "#lib/kernel/danger.ts";
import { productVersion } from "#lib/kernel/version.ts";

/** One operation of the document, as far as its readers here need it. */
export interface DocumentedOperation {
  operationId: string;
  summary: string;
  description?: string;
  tags: [string];
  "x-kind": "command" | "query" | "stream" | "other";
  "x-danger-level": DangerLevel;
  "x-who": string;
  "x-consents": string[];
  security?: Record<string, string[]>[];
  parameters: DocumentedParameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, DocumentedResponse>;
}

/** An operation with the line it is served at. */
export interface PlacedOperation {
  method: string;
  path: string;
  operation: DocumentedOperation;
}

export type DocumentedParameter =
  | { $ref: string }
  | {
      name: string;
      in: "path" | "query" | "header";
      required: boolean;
      description?: string;
      schema: JsonSchema;
    };

export interface DocumentedResponse {
  $ref?: string;
  description?: string;
  content?: Record<string, { schema: JsonSchema }>;
}

export interface OpenApiDocument {
  openapi: "3.1.0";
  info: Record<string, unknown>;
  servers: { url: string; description: string }[];
  tags: { name: string; description: string; "x-display-name": string }[];
  security: Record<string, string[]>[];
  paths: Record<string, Record<string, DocumentedOperation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    parameters: Record<string, DocumentedParameter>;
    responses: Record<string, DocumentedResponse>;
    [kind: string]: Record<string, unknown>;
  };
  "x-sockets": typeof sockets;
}

let made: OpenApiDocument | undefined;

/** The OpenAPI 3.1 description of the REST door, made once from the same declarations that serve it. */
export function openApiDocument(): OpenApiDocument {
  made ??= makeDocument();
  return made;
}

function makeDocument(): OpenApiDocument {
  const book = createSchemaBook();
  const schemas = sharedSchemas(book);
  const paths: Record<string, Record<string, unknown>> = {};
  const add = (http: string, operation: Record<string, unknown>) => {
    const [method = "", path = ""] = http.split(" ");
    const template = path.replace(/:(\w+)/g, "{$1}");
    paths[template] = { ...paths[template], [method.toLowerCase()]: operation };
  };
  for (const verb of verbByName.values()) {
    const [line, ...others] = linesOf(verb);
    add(line, describeVerb(book, verb, line));
    const alias = { operationId: `${verb.name}.also`, "x-alias-of": verb.name };
    for (const other of others) add(other, { ...describeVerb(book, verb, other), ...alias });
  }
  for (const line of otherLines) add(line.http, describeOther(book, line));
  const operations = Object.values(paths).flatMap(
    (methods) => Object.values(methods) as DocumentedOperation[],
  );
  const used = new Set(operations.flatMap((operation) => operation.tags));
  return {
    openapi: "3.1.0",
    info,
    servers: [{ url: "/", description: "This server." }],
    tags: Object.entries(tags)
      .filter(([name]) => used.has(name))
      .map(([name, { title, description }]) => ({ name, description, "x-display-name": title })),
    security: [{ key: [] }, { keyHeader: [] }, { session: [] }],
    paths: paths as OpenApiDocument["paths"],
    components: {
      securitySchemes,
      headers,
      parameters,
      responses: failureResponses() as Record<string, DocumentedResponse>,
      schemas: { ...schemas, ...sorted(book.components) },
    },
    "x-sockets": sockets,
  };
}

const sorted = <Value>(record: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => a.localeCompare(b)));

const info = {
  title: "Lockkeeper",
  version: productVersion,
  description: [
    "The REST door. Whatever changes something passes the same protection rules as in the dashboard: it runs at once, or",
    "is held until the right people consent, and is on record either way. A command's input is path, query and JSON body",
    "together; of two values for one field the path's counts. Times are ISO 8601 in UTC, durations in `…Ms`, sizes in",
    "`…Bytes`, money in `costUsd`. Fields may be added to answers, never renamed.",
  ].join(" "),
  license: { name: "Apache-2.0", identifier: "Apache-2.0" },
};

const securitySchemes = {
  key: { type: "http", scheme: "bearer", description: "An API key (`lk_…`)." },
  keyHeader: {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    description: "The same key in a header of its own.",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "lockkeeper_session",
    description:
      "The session of a browser; over https the cookie is called `__Host-lockkeeper_session`. What changes something has to come from a page of this server (`Origin` or `Sec-Fetch-Site`).",
  },
  runToken: {
    type: "http",
    scheme: "bearer",
    description: "The token of a run that is under way; agents are given it.",
  },
};

const headers = {
  RequestId: {
    description: "Names this request in the server's log and in the audit log.",
    schema: { type: "string" },
  },
  ETag: { description: "The version of the answer, for `If-None-Match`.", schema: { type: "string" } },
  RetryAfter: { description: "Seconds to wait.", schema: { type: "integer" } },
};

const header = (name: string, description: string, schema: JsonSchema): DocumentedParameter => ({
  name,
  in: "header",
  required: false,
  description,
  schema,
});

const parameters: Record<string, DocumentedParameter> = {
  IdempotencyKey: header(
    "Idempotency-Key",
    "The same key within 24 hours is answered with what the first request led to, and nothing is done twice.",
    { type: "string", pattern: "^[\\x21-\\x7e]{8,200}$" },
  ),
  RequestId: header("X-Request-Id", "An id of your own for this request.", {
    type: "string",
    pattern: "^[A-Za-z0-9_.-]{8,100}$",
  }),
  IfNoneMatch: header("If-None-Match", "The ETag of the answer you have; 304 while it is still the same.", {
    type: "string",
  }),
  LastEventId: header("Last-Event-ID", "The id of the last event you saw: the stream goes on behind it.", {
    type: "string",
    pattern: "^\\d{1,9}$",
  }),
  Range: header("Range", "A part of the bytes, such as `bytes=0-1023`.", { type: "string" }),
  SetupToken: header("X-Setup-Token", "The token of the setup link, to be told more.", { type: "string" }),
};

function sharedSchemas(book: SchemaBook): Record<string, JsonSchema> {
  const shapeOf = (schema: Parameters<SchemaBook["describe"]>[0]) =>
    book.describe(schema, "output", "answer");
  return {
    Error: errorSchema,
    QueuedAnswer: {
      type: "object",
      description: "The operation that was recorded; follow it under `/api/operations`.",
      properties: { operation: shapeOf(OperationRef) },
      required: ["operation"],
    },
    HeldAnswer: {
      type: "object",
      description:
        "It waits for people. `confirm` is there where the asker may confirm it, at danger level MEDIUM.",
      properties: { operation: shapeOf(HeldOperation), confirm: shapeOf(ConfirmToken) },
      required: ["operation"],
    },
  };
}
