import type { JsonSchema } from "#lib/http/docs/json-schema.ts";
import { html, type Markup, prose } from "#lib/http/docs/markup.ts";

/** One row: a field of an input or an answer. */
export interface FieldRow {
  name: string;
  where?: string;
  isRequired: boolean;
  schema: JsonSchema;
}

/** The fields of a schema, and those of an object in it behind a dot. */
export function rowsOf(schema: JsonSchema, where?: string, prefix = ""): FieldRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([field, inner]) => {
    const name = `${prefix}${field}`;
    const row: FieldRow = {
      name,
      isRequired: schema.required?.includes(field) ?? false,
      schema: inner,
      ...(where === undefined ? {} : { where }),
    };
    return prefix.split(".").length > 2 ? [row] : [row, ...innerRows(inner, where, name)];
  });
}

/** The fields inside of a field: an object's, those of a list's objects, and of several forms all together. */
function innerRows(schema: JsonSchema, where: string | undefined, name: string): FieldRow[] {
  const forms = schema.oneOf ?? schema.anyOf ?? [schema];
  return mergedRows(
    forms.flatMap((form) => {
      if (form.properties) return [rowsOf(form, where, `${name}.`)];
      return form.items?.properties ? [rowsOf(form.items, where, `${name}[].`)] : [];
    }),
  );
}

/** The rows of several forms, each field once: required is what every form requires, and a choice what tells them apart. */
export function mergedRows(forms: readonly (readonly FieldRow[])[]): FieldRow[] {
  const byName = Map.groupBy(forms.flat(), ({ name }) => name);
  return [...byName.values()].flatMap((rows): FieldRow[] => {
    const [first] = rows;
    if (!first) return [];
    const isRequired = rows.length === forms.length && rows.every((row) => row.isRequired);
    const values = new Set(rows.map(({ schema }) => schema.const).filter((value) => value !== undefined));
    if (values.size < 2) return [{ ...first, isRequired }];
    const { const: _, ...rest } = first.schema;
    return [{ ...first, isRequired, schema: { ...rest, enum: [...values] } }];
  });
}

export function fieldTable(rows: readonly FieldRow[], label: string): Markup | null {
  if (rows.length === 0) return null;
  const hasWhere = rows.some(({ where }) => where !== undefined);
  return html`<table class="fields" aria-label="${label}">
<thead><tr><th>Field</th>${hasWhere && html`<th>In</th>`}<th>Type</th><th>Limits</th><th>Meaning</th></tr></thead>
<tbody>${rows.map((row) => fieldRow(row, hasWhere))}</tbody></table>`;
}

const fieldRow = ({ name, where, isRequired, schema }: FieldRow, hasWhere: boolean): Markup => html`<tr>
<th scope="row"><code>${name}</code>${presence(isRequired, hasWhere)}</th>${
  hasWhere && html`<td>${where ?? ""}</td>`
}<td>${typeOf(schema)}</td><td>${limitsOf(schema)}</td><td>${prose(schema.description ?? "")}</td></tr>
`;

/** Of what is sent it matters what must not be left out, of what is answered what may be. */
const presence = (isRequired: boolean, isSent: boolean): Markup | null => {
  if (isSent) return isRequired ? html` <span class="required">required</span>` : null;
  return isRequired ? null : html` <span class="optional">may be left out</span>`;
};

/** What kind of value it is, with a link where that is told elsewhere. */
export function typeOf(schema: JsonSchema): Markup {
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return html`<a href="#shape-${name}">${name}</a>`;
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms) {
    const known = new Map(forms.map((form) => [typeOf(form).markup, typeOf(form)]));
    return html`${[...known.values()].map((form, index) => (index === 0 ? form : html` or ${form}`))}`;
  }
  if (schema.type === "array") return html`list of ${typeOf(schema.items ?? {})}`;
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.format === "uuid") return html`id`;
  if (schema.format === "date-time") return html`time`;
  if (schema.enum) return html`choice`;
  return html`${[schema.type ?? "anything"].flat().join(" or ")}`;
}

function limitsOf(schema: JsonSchema): Markup {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = schema;
  const limits: (Markup | string)[] = [];
  const choices = schema.enum ?? choicesOf(schema);
  if (choices)
    limits.push(
      html`${choices.map((choice, index) => html`${index > 0 && ", "}<code>${String(choice)}</code>`)}`,
    );
  const range = (low: unknown, high: unknown, unit: string) => {
    if (low !== undefined && high !== undefined) limits.push(`${low} to ${high}${unit}`);
    else if (high !== undefined) limits.push(`at most ${high}${unit}`);
    else if (low !== undefined && low !== 0) limits.push(`at least ${low}${unit}`);
  };
  range(minimum, maximum, "");
  range(minLength, maxLength, " characters");
  range(minItems, maxItems, " items");
  if (typeof pattern === "string" && !choices) limits.push(html`<code class="pattern">${pattern}</code>`);
  if (schema.default !== undefined)
    limits.push(html`left out: <code>${JSON.stringify(schema.default)}</code>`);
  return html`${limits.map((limit, index) => html`${index > 0 && "; "}${limit}`)}`;
}

const choicesOf = (schema: JsonSchema): readonly unknown[] | undefined =>
  (schema.items ?? schema.anyOf?.find((form) => form.enum))?.enum;
