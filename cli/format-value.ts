import { oneLine } from "#cli/text.ts";
import { formatBytes, formatShortDuration } from "#lib/client/format.ts";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isTimeKey = (key: string): boolean => /(?:At|^at|^notBefore|^until|Since|Until)$/.test(key);

/** What a value says in a table or behind its name; the end of its key tells the unit. */
export function formatValue(key: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return formatNumber(key, value);
  if (typeof value === "string") return isTimeKey(key) ? formatTime(value) : oneLine(value);
  if (Array.isArray(value)) return formatList(key, value);
  if (isRecord(value)) {
    const name = value.name ?? value.title ?? value.slug ?? value.id;
    if (typeof name === "string") return oneLine(name);
  }
  return oneLine(JSON.stringify(value));
}

function formatNumber(key: string, value: number): string {
  if (key.endsWith("Bytes")) return formatBytes(value);
  if (key.endsWith("Ms")) return value === 0 ? "–" : formatShortDuration(value);
  if (key === "mode") return value.toString(8);
  return key.endsWith("Usd") ? `$${value.toFixed(2)}` : String(value);
}

function formatList(key: string, values: readonly unknown[]): string {
  if (values.length === 0) return "–";
  if (values.every((value) => !isRecord(value)))
    return values.map((value) => formatValue(key, value)).join(", ");
  return `${values.length}`;
}

/** In the reader's own zone, to the minute: `2026-11-20 14:31`. */
function formatTime(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return oneLine(text);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `currentRun.costUsd` of a row; undefined where the way ends. */
export function valueAt(row: unknown, path: string): unknown {
  let value = row;
  for (const key of path.split(".")) value = isRecord(value) ? value[key] : undefined;
  return value;
}

/** `lastActivityAt` → `last activity`, `sizeBytes` → `size`, `costUsd` → `cost`. */
export function labelOfKey(key: string): string {
  const words = key.replace(/(?:At|Bytes|Ms|Usd)$/, "").replaceAll(/[A-Z]/g, " $&");
  return words.toLowerCase().trim();
}
