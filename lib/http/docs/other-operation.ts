import type { z } from "zod";
import { type FailureStatus, failuresOf } from "#lib/http/docs/failures.ts";
import type { JsonSchema, SchemaBook } from "#lib/http/docs/json-schema.ts";
import type { OtherLine } from "#lib/http/docs/other-line.ts";
import { parameterOf, streamDescription } from "#lib/http/docs/verb-operation.ts";

const ref = (place: string) => ({ $ref: `#/components/${place}` });

const securityOf = {
  anybody: [],
  key: [{ key: [] }, { keyHeader: [] }],
  run: [{ runToken: [] }],
  any: undefined,
  admin: undefined,
  owner: undefined,
} as const;

/** A line that is no verb as an OpenAPI operation. */
export function describeOther(book: SchemaBook, line: OtherLine): Record<string, unknown> {
  const [method = "", path = ""] = line.http.split(" ");
  const input: JsonSchema = line.input ? book.describe(line.input, "input", line.name) : {};
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");
  const rest = Object.keys(input.properties ?? {}).filter((name) => !inPath.includes(name));
  const isBody = method !== "GET" && line.body === undefined && !line.isBodyBytes;
  const description = line.kind === "stream" ? streamDescription(line.name) : line.description;
  const security = securityOf[line.who];
  return {
    operationId: line.name,
    summary: line.summary,
    ...(description ? { description } : {}),
    "x-kind": line.kind,
    "x-danger-level": "SAFE",
    "x-who": line.who === "key" ? "any" : line.who,
    "x-consents": [],
    tags: [line.tag],
    ...(security ? { security } : {}),
    parameters: [
      ...inPath.map((name) => parameterOf("path", name, input)),
      ...(isBody ? [] : rest.map((name) => parameterOf("query", name, input))),
      ...(line.headers ?? []).map((name) => ref(`parameters/${name}`)),
      ref("parameters/RequestId"),
    ],
    ...(method === "GET" || method === "DELETE"
      ? {}
      : { requestBody: requestBodyOf(book, line, without(input, inPath)) }),
    responses: { ...successOf(book, line), ...moreOf(book, line), ...failuresOf(failureStatuses(line)) },
  };
}

/** What stands in the path is not asked for in the body again. */
function without(input: JsonSchema, names: readonly string[]): JsonSchema {
  if (names.length === 0 || !input.properties) return input;
  const properties = Object.fromEntries(
    Object.entries(input.properties).filter(([name]) => !names.includes(name)),
  );
  const required = input.required?.filter((name) => !names.includes(name));
  return { ...input, properties, ...(required ? { required } : {}) };
}

/** The gateway passes bodies on as they are; everything else takes its input. */
function requestBodyOf(book: SchemaBook, { name, who, body, isBodyBytes }: OtherLine, input: JsonSchema) {
  if (isBodyBytes) {
    return { required: true, content: { "application/octet-stream": { schema: { type: "string" } } } };
  }
  const own = who === "run" ? { type: "object" } : input;
  const schema = body ? book.describe(body, "input", name) : own;
  return { required: true, content: { "application/json": { schema } } };
}

function contentOf(book: SchemaBook, owner: string, output: OtherLine["output"]) {
  if ("mediaType" in output) {
    const schema = output.mediaType === "application/json" ? {} : { type: "string" };
    return { [output.mediaType]: { schema } };
  }
  return { "application/json": { schema: book.describe(output as z.ZodType, "output", owner) } };
}

function successOf(book: SchemaBook, { name, output, status, headers = [] }: OtherLine) {
  const hasETag = headers.includes("IfNoneMatch");
  return {
    [status ?? 200]: {
      description: "mediaType" in output ? output.description : "Done.",
      headers: {
        "X-Request-Id": ref("headers/RequestId"),
        ...(hasETag ? { ETag: ref("headers/ETag") } : {}),
      },
      content: contentOf(book, name, output),
    },
  };
}

function moreOf(book: SchemaBook, { name, more = {} }: OtherLine) {
  const entries = Object.entries(more).map(([status, { description, body }]) => [
    status,
    { description, ...(body ? { content: contentOf(book, name, body) } : {}) },
  ]);
  return Object.fromEntries(entries);
}

function failureStatuses({ who, failures = [], more = {} }: OtherLine): FailureStatus[] {
  const ofWho: readonly FailureStatus[] = who === "anybody" ? [] : who === "run" ? [401] : [401, 403];
  const always: readonly FailureStatus[] = [429, 500, 503];
  const all = new Set<FailureStatus>([...ofWho, ...failures, ...always]);
  return [...all].filter((status) => !(status in more)).toSorted((a, b) => a - b);
}
