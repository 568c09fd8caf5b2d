import { type CliVerb, catalogueOf } from "#cli/catalogue.ts";
import { layoutOf, placeName } from "#cli/layout.ts";
import type { JsonSchema } from "#lib/http/docs/json-schema.ts";
import { html, type Markup } from "#lib/http/docs/markup.ts";
import type { DocumentedOperation, OpenApiDocument, PlacedOperation } from "#lib/http/open-api.ts";

const onCommandLine = new WeakMap<OpenApiDocument, ReadonlyMap<string, CliVerb>>();

/** How a line is called: with curl, and on the command line where that has it. */
export function callOf(document: OpenApiDocument, placed: PlacedOperation): Markup {
  const usage = usageOf(document, placed.operation.operationId);
  const { operationId } = placed.operation;
  return html`<div class="calls">${example("curl", curlOf(document, placed), operationId)}${
    usage !== null && example("Command line", usage, operationId)
  }</div>`;
}

const example = (title: string, text: string, operationId: string): Markup =>
  html`<figure><figcaption>${title}</figcaption><pre tabindex="0" aria-label="${title}: ${operationId}"><code>${text}</code></pre></figure>`;

function usageOf(document: OpenApiDocument, operationId: string): string | null {
  const known =
    onCommandLine.get(document) ?? new Map(catalogueOf(document).map((verb) => [verb.name, verb]));
  onCommandLine.set(document, known);
  const verb = known.get(operationId);
  if (!verb) return null;
  const { positional, project, workspace, flags, secrets } = layoutOf(verb);
  const words = [
    "lockkeeper",
    verb.noun,
    verb.verb,
    ...positional.map((field) => `<${placeName(field)}>`),
    ...(project?.isRequired || workspace?.isRequired ? ["--project <slug>"] : []),
    ...[...flags, ...secrets].filter(({ isRequired }) => isRequired).map(({ name }) => `--${name} …`),
    ...(verb.kind === "stream" ? ["--follow"] : []),
  ];
  return words.join(" ");
}

const headersOf = ({ security, "x-kind": kind }: DocumentedOperation): string[] => {
  if (security?.length === 0) return [];
  const token = security?.some((scheme) => "runToken" in scheme) ? "$RUN_TOKEN" : "$LOCKKEEPER_KEY";
  return [`-H "Authorization: Bearer ${token}"`, ...(kind === "stream" ? ["-N"] : [])];
};

function curlOf(document: OpenApiDocument, { method, path, operation }: PlacedOperation): string {
  const query = operation.parameters.flatMap((parameter) =>
    "name" in parameter && parameter.in === "query" && parameter.required
      ? [`${parameter.name}=${String(sampleOf(document, parameter.schema))}`]
      : [],
  );
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => `$${shellNameOf(name)}`);
  const search = query.length > 0 ? `?${query.join("&")}` : "";
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const form = schema && (schema.anyOf?.at(-1) ?? schema);
  const body = form && (form.required?.length ?? 0) > 0 ? sampleOf(document, form) : undefined;
  const parts = [
    `curl ${method === "GET" ? "" : `-X ${method} `}"$LOCKKEEPER_URL${address}${search}"`,
    ...headersOf(operation),
    ...(body === undefined
      ? []
      : ['-H "Content-Type: application/json"', `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`]),
  ];
  return parts.join(" \\\n  ");
}

/** `projectId` → `PROJECT_ID`. */
const shellNameOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** A value of this shape with what it must have, for an example. */
function sampleOf(document: OpenApiDocument, schema: JsonSchema): unknown {
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined)
    return name === "Id" ? "…" : sampleOf(document, document.components.schemas[name] ?? {});
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [form] = schema.oneOf ?? schema.anyOf ?? [];
  if (form) return sampleOf(document, form);
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((field) => [field, sampleOf(document, schema.properties?.[field] ?? {})]),
      );
    case "array":
      return [sampleOf(document, schema.items ?? {})];
    case "boolean":
      return true;
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    default:
      return "…";
  }
}
