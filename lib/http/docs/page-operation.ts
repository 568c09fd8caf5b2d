import { callOf } from "#lib/http/docs/call-examples.ts";
import { type FieldRow, fieldTable, mergedRows, rowsOf, typeOf } from "#lib/http/docs/field-table.ts";
import type { JsonSchema } from "#lib/http/docs/json-schema.ts";
import { html, type Markup, prose } from "#lib/http/docs/markup.ts";
import type {
  DocumentedOperation,
  DocumentedResponse,
  OpenApiDocument,
  PlacedOperation,
} from "#lib/http/open-api.ts";
import { type DangerLevel, dangerLevels } from "#lib/kernel/danger.ts";

/** One line of the door, with everything that one has to know to call it. */
export function operationSection(document: OpenApiDocument, placed: PlacedOperation): Markup {
  const { method, path, operation } = placed;
  const { operationId: id, summary, description } = operation;
  const words = [id, summary, method, path, operation["x-danger-level"]].join(" ").toLowerCase();
  return html`<article class="operation" id="${id}" data-words="${words}">
<h3 id="${id}-title"><a href="#${id}">${summary}</a></h3>
<p class="line"><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></p>
<p class="marks">${levelBadge(operation["x-danger-level"])}${whoMark(operation)}${consentMarks(operation)}<code class="name">${id}</code></p>
${description !== undefined && html`<p>${prose(description.replace(/^Danger level \w+\. /, ""))}</p>`}
${fieldTable(inputRows(document, operation), `What ${id} takes`)}
${answers(document, operation)}
${callOf(document, placed)}
</article>
`;
}

/** The danger level: four bars, the colour and always the word. */
export function levelBadge(level: DangerLevel): Markup {
  const filled = dangerLevels.indexOf(level);
  const bars = [0, 1, 2, 3].map((index) => html`<i${index >= filled && html` class="off"`}></i>`);
  return html`<span class="level ${level.toLowerCase()}"><span aria-hidden="true">${bars}</span>${level}</span>`;
}

const whoWords: Readonly<Record<string, string>> = {
  anybody: "Anybody",
  any: "Person, key or agent",
  person: "Person only",
  admin: "Administrator",
  owner: "Owner",
  run: "Agent of a live run",
};

function whoMark({ "x-who": who, security }: DocumentedOperation): Markup {
  const words = security?.length === 0 ? "Anybody" : (whoWords[who] ?? who);
  return html`<span class="mark">${words}</span>`;
}

const consentWords: Readonly<Record<string, string>> = {
  user_confirmation: "a confirmation",
  typed_name: "the typed name",
  second_confirmation: "a second confirmation",
  admin_approval: "an administrator's approval",
};

function consentMarks({ "x-consents": consents }: DocumentedOperation): Markup | null {
  if (consents.length === 0) return null;
  const words = consents.map((consent) => consentWords[consent] ?? cooldownWords(consent));
  return html`<span class="mark needs">Waits for ${words.join(", ")}</span>`;
}

const cooldownWords = (consent: string): string => {
  const hours = /^cooldown_(\d+)h$/.exec(consent)?.[1];
  return hours === undefined ? consent.replaceAll("_", " ") : `${hours} h cooldown`;
};

function inputRows(document: OpenApiDocument, operation: DocumentedOperation): FieldRow[] {
  const parameters = operation.parameters.flatMap((listed): FieldRow[] => {
    const name = "$ref" in listed ? (listed.$ref.split("/").at(-1) ?? "") : null;
    const parameter = name === null ? listed : document.components.parameters[name];
    if (!parameter || !("name" in parameter) || parameter.name === "X-Request-Id") return [];
    const schema: JsonSchema = parameter.description
      ? { ...parameter.schema, description: parameter.description }
      : parameter.schema;
    return [{ name: parameter.name, where: parameter.in, isRequired: parameter.required, schema }];
  });
  const body = operation.requestBody?.content["application/json"]?.schema ?? {};
  const inBody = mergedRows((body.anyOf ?? [body]).map((form) => rowsOf(form, "body")));
  const order = ["path", "query", "body", "header"];
  return [...parameters, ...inBody].toSorted(
    (a, b) => order.indexOf(a.where ?? "") - order.indexOf(b.where ?? ""),
  );
}

function answers(document: OpenApiDocument, { operationId, responses }: DocumentedOperation): Markup {
  const listed = Object.entries(responses);
  const failures = listed.filter(([, { $ref }]) => $ref !== undefined).map(([status]) => status);
  const successes = listed.filter(([, { $ref }]) => $ref === undefined);
  return html`<dl class="answers">${successes.map(([status, response]) => success(document, operationId, status, response))}
${failures.length > 0 && html`<div><dt>Failures</dt><dd>${failures.map((status) => html`<a class="status" href="#failure-${status}">${status}</a> `)}</dd></div>`}
</dl>`;
}

function success(
  document: OpenApiDocument,
  operationId: string,
  status: string,
  { description = "", content = {} }: DocumentedResponse,
): Markup {
  const [[mediaType, { schema }] = ["", { schema: {} }]] = Object.entries(content);
  const forms = schema.anyOf ?? [schema];
  const isJson = mediaType === "application/json";
  const shapes = forms.map((form) =>
    form.$ref === undefined
      ? fieldTable(rowsOf(form), `Answer ${status} of ${operationId}`)
      : html`<p class="shape">${typeOf(form)}: ${prose(document.components.schemas[form.$ref.split("/").at(-1) ?? ""]?.description ?? "see its shape.")}</p>`,
  );
  return html`<div><dt><span class="status">${status}</span></dt><dd>${prose(description)}${
    mediaType !== "" && !isJson && html` <code>${mediaType}</code>`
  }${isJson && shapes}</dd></div>`;
}
