import { escapeHtml } from "#lib/kernel/escape-html.ts";

/** HTML that is safe to send: what `html` made. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | null | false | readonly Part[];

/** Text becomes text; only what `html` made itself stands as markup. Nothing is made of null and false. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: strings.map((text, index) => text + written(parts[index] ?? null)).join(""),
});

function written(part: Part): string {
  if (part === null || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  return "markup" in part ? part.markup : part.map(written).join("");
}

/** Text with its `code` parts set as code. */
export const prose = (text: string): Markup =>
  html`${text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
