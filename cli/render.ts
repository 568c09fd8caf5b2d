import type { CliVerb } from "#cli/catalogue.ts";
import { columnsOf } from "#cli/columns.ts";
import { formatValue, labelOfKey } from "#cli/format-value.ts";
import type { Output } from "#cli/output.ts";
import { formatTable } from "#cli/table.ts";
import { cleanText, padTo } from "#cli/text.ts";

type Row = Record<string, unknown>;
const isRecord = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An answer for people: a list as a table, a diff as its patches, anything else by its fields. */
export function renderAnswer(verb: Pick<CliVerb, "name">, body: unknown, output: Output): string {
  if (!isRecord(body)) return formatValue("", body);
  if (Array.isArray(body.items)) return renderList(verb.name, body.items, output);
  const patches = patchesOf(body);
  if (patches !== null) return renderPatches(patches, output);
  return renderFields(body, output);
}

function renderList(name: string, items: readonly unknown[], output: Output): string {
  if (items.length === 0) return output.paint("dim", "Nothing here.");
  return formatTable(items, columnsOf(name, items), output);
}

function patchesOf({ files }: Row): string[] | null {
  if (!Array.isArray(files)) return null;
  const patches = files.flatMap((file: unknown) =>
    isRecord(file) && typeof file.patch === "string" ? [file.patch] : [],
  );
  return patches.length > 0 || files.length === 0 ? patches : null;
}

function renderPatches(patches: readonly string[], { paint }: Output): string {
  if (patches.length === 0) return paint("dim", "Nothing has changed.");
  const paintLine = (line: string) => {
    if (/^(\+\+\+|---|diff |index )/.test(line)) return paint("bold", line);
    if (line.startsWith("@@")) return paint("cyan", line);
    if (line.startsWith("+")) return paint("green", line);
    return line.startsWith("-") ? paint("red", line) : line;
  };
  const lines = patches.flatMap((patch) => cleanText(patch).trimEnd().split("\n"));
  return lines.map(paintLine).join("\n");
}

/** Name and value on a line each; what has fields of its own follows, set in, and lists of things as tables. */
export function renderFields(row: Row, output: Output, indent = ""): string {
  const entries = Object.entries(row).filter(([, value]) => !isNothing(value));
  const isNested = (value: unknown) =>
    isRecord(value) ? Object.keys(value).length > 0 : Array.isArray(value) && value.some(isRecord);
  const plain = entries.filter(([, value]) => !isNested(value));
  const width = Math.max(0, ...plain.map(([key]) => labelOfKey(key).length));
  const lines = plain.map(([key, value]) => {
    const label = output.paint("dim", padTo(labelOfKey(key), width));
    return `${indent}${label}  ${longText(key, value, `${indent}${" ".repeat(width + 2)}`)}`;
  });
  const nested = entries
    .filter(([, value]) => isNested(value))
    .map(([key, value]) => {
      const inner = Array.isArray(value)
        ? indented(formatTable(value, columnsOf(key, value), output), `${indent}  `)
        : renderFields(isRecord(value) ? value : {}, output, `${indent}  `);
      return `${indent}${output.paint("bold", labelOfKey(key))}\n${inner}`;
    });
  return [...lines, ...nested].join("\n");
}

const isNothing = (value: unknown) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

const indented = (text: string, indent: string) => text.replaceAll(/^/gm, indent);

/** Text of several lines keeps them, each below the first. */
function longText(key: string, value: unknown, indent: string): string {
  if (typeof value !== "string" || !value.includes("\n")) return formatValue(key, value);
  return cleanText(value).trimEnd().replaceAll("\n", `\n${indent}`);
}
