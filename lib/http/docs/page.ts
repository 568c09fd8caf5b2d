import { createHash } from "node:crypto";
import { type FieldRow, fieldTable, mergedRows, rowsOf } from "#lib/http/docs/field-table.ts";
import type { JsonSchema } from "#lib/http/docs/json-schema.ts";
import { html, type Markup, prose } from "#lib/http/docs/markup.ts";
import { operationSection } from "#lib/http/docs/page-operation.ts";
import { pageScript, themeScript } from "#lib/http/docs/page-script.ts";
import { pageStyle } from "#lib/http/docs/page-style.ts";
import { type OpenApiDocument, openApiDocument, type PlacedOperation } from "#lib/http/open-api.ts";

export interface DocsPage {
  markup: string;
  /** The Content-Security-Policy it needs: its own style and scripts by their hashes, our fonts, and nothing else. */
  policy: string;
  etag: string;
}

let made: DocsPage | undefined;

/** The reference page, made once of the same declarations that serve the door. */
export function docsPage(): DocsPage {
  made ??= makePage(openApiDocument());
  return made;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64");

function makePage(document: OpenApiDocument): DocsPage {
  const { markup } = pageOf(document);
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256(themeScript)}' 'sha256-${sha256(pageScript)}'`,
    `style-src 'sha256-${sha256(pageStyle)}'`,
    "font-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return { markup, policy, etag: `"${sha256(markup).slice(0, 27)}"` };
}

/** What stands between the tags of a script or style is not HTML, and may hold no end of it. */
const verbatim = (text: string): Markup => {
  if (text.includes("</")) throw new Error("An end tag inside of a script or style would end it.");
  return { markup: text };
};

function pageOf(document: OpenApiDocument): Markup {
  const areas = areasOf(document);
  const total = areas.reduce((sum, { operations }) => sum + operations.length, 0);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>API reference · Lockkeeper</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<script>${verbatim(themeScript)}</script>
<style>${verbatim(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#start">Skip to the reference</a>
<header class="bar"><a class="home" href="/">${mark}<span>Lockkeeper</span></a><span class="here">API reference</span><span class="version">v${String(document.info.version)}</span></header>
<div class="frame">
<nav aria-label="Areas of the API">
<div class="search"><label for="search">Search</label><input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="task, /api/git, HIGH …" data-total="${total}"><p id="found" role="status"></p></div>
<details class="areas" open><summary>Areas</summary>${areas.map(areaNav)}<p class="area"><a href="#sockets">Sockets</a></p><p class="area"><a href="#failures">Failures</a></p><p class="area"><a href="#shapes">Shapes</a></p></details>
</nav>
<main id="start" tabindex="-1">
<h1>API reference</h1>
<p class="lead">${prose(String(document.info.description))}</p>
<p>Send an API key as <code>Authorization: Bearer lk_…</code> or <code>X-API-Key</code>. The same description for programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${areas.map((area) => areaSection(document, area))}
${socketSection(document)}
${failureSection(document)}
${shapeSection(document)}
<p id="nothing" hidden>Nothing here is called that.</p>
</main>
</div>
<script>${verbatim(pageScript)}</script>
</body>
</html>
`;
}

const mark: Markup = html`<svg aria-hidden="true" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"><path d="M2.5 2v12M13.5 2v12M2.5 4.5 8 8l5.5-3.5M2.5 9 8 12.5 13.5 9"/></svg>`;

interface Area {
  name: string;
  title: string;
  description: string;
  operations: PlacedOperation[];
}

const methodOrder = ["get", "post", "put", "patch", "delete"];

function areasOf({ tags, paths }: OpenApiDocument): Area[] {
  const placed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .toSorted(([a], [b]) => methodOrder.indexOf(a) - methodOrder.indexOf(b))
      .map(([method, operation]): PlacedOperation => ({ method: method.toUpperCase(), path, operation })),
  );
  return tags.map(({ name, description, "x-display-name": title }) => ({
    name,
    title,
    description,
    operations: placed.filter(({ operation }) => operation.tags[0] === name),
  }));
}

const areaNav = ({ name, title, operations }: Area): Markup => html`<div data-area="${name}">
<p class="area"><a href="#area-${name}">${title}</a></p>
<ul>${operations.map(({ method, operation }) => html`<li data-for="${operation.operationId}"><a href="#${operation.operationId}"><span class="method ${method.toLowerCase()}">${method}</span>${operation.summary}</a></li>`)}</ul>
</div>`;

const areaSection = (
  document: OpenApiDocument,
  { name, title, description, operations }: Area,
): Markup => html`
<section class="area" id="area-${name}" aria-labelledby="area-${name}-title">
<h2 id="area-${name}-title">${title}</h2><p>${prose(description)}</p>
${operations.map((placed) => operationSection(document, placed))}
</section>`;

const socketSection = ({ "x-sockets": sockets }: OpenApiDocument): Markup => html`
<section class="area" id="sockets" aria-labelledby="sockets-title"><h2 id="sockets-title">Sockets</h2>
${sockets.map(
  ({
    name,
    http,
    summary,
    description,
    query,
    fromServer,
    fromClient,
  }) => html`<article class="operation" id="${name}" data-words="${`${name} ${summary} ${http} websocket`.toLowerCase()}">
<h3 id="${name}-title"><a href="#${name}">${summary}</a></h3>
<p class="line"><span class="method get">GET</span> <code>${http.split(" ")[1]?.replace(/:(\w+)/g, "{$1}") ?? ""}</code></p>
<p>${description}</p>
<dl class="answers"><div><dt>Query</dt><dd>${query.join(", ")}</dd></div>
<div><dt>From the server</dt><dd>${fromServer.map((line) => html`<code>${line}</code> `)}</dd></div>
<div><dt>To the server</dt><dd>${fromClient.map((line) => html`<code>${line}</code> `)}</dd></div></dl></article>`,
)}</section>`;

function failureSection({ components, paths }: OpenApiDocument): Markup {
  const nameByStatus = new Map<string, string>();
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    for (const [status, { $ref }] of Object.entries(operation.responses))
      if ($ref) nameByStatus.set(status, $ref.split("/").at(-1) ?? "");
  }
  const rows = [...nameByStatus].toSorted(([a], [b]) => a.localeCompare(b));
  return html`
<section class="area" id="failures" aria-labelledby="failures-title"><h2 id="failures-title">Failures</h2>
<p>Whatever fails is answered with <a href="#shape-Error">the same shape</a>, under the status of its kind.</p>
<dl class="answers">${rows.map(([status, name]) => html`<div id="failure-${status}"><dt><span class="status">${status}</span></dt><dd>${prose(components.responses[name]?.description ?? "")}</dd></div>`)}</dl></section>`;
}

const shapeSection = ({ components }: OpenApiDocument): Markup => html`
<section class="area" id="shapes" aria-labelledby="shapes-title"><h2 id="shapes-title">Shapes</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) => html`<article class="operation" id="shape-${name}" data-words="${name.toLowerCase()}">
<h3 id="shape-${name}-title"><a href="#shape-${name}">${name}</a></h3>${schema.description !== undefined && html`<p>${prose(schema.description)}</p>`}
${fieldTable(schema.properties || schema.oneOf || schema.anyOf ? shapeRows(schema) : [{ name, isRequired: true, schema }], name)}</article>`,
)}</section>`;

const shapeRows = (schema: JsonSchema): FieldRow[] =>
  mergedRows((schema.oneOf ?? schema.anyOf ?? [schema]).map((form) => rowsOf(form)));
