import { formatValue, isTimeKey, labelOfKey, valueAt } from "#cli/format-value.ts";
import type { Output } from "#cli/output.ts";
import { cutTo, padTo, widthOf } from "#cli/text.ts";
import { formatRelativeTime } from "#lib/client/format.ts";

/** A column: the path of its value, with another heading behind `=`. Those that matter least stand last, before `id`. */
export type Column = string;

interface Head {
  path: string;
  key: string;
  heading: string;
}

const gap = "  ";
const narrowest = 8;
/** Half of one of these says nothing, or something else. */
const uncut = /^(?:id|number|sequence|state|status|level)$/;

/** Rows under headings, within the terminal's width: the widest columns give way first, then the last ones go. */
export function formatTable(rows: readonly unknown[], columns: readonly Column[], output: Output): string {
  const all = columns.map(headOf);
  const cells = rows.map((row) => all.map((head) => textOf(head, valueAt(row, head.path), output)));
  const full = all.map(({ heading }, index) =>
    Math.max(widthOf(heading), ...cells.map((line) => widthOf(line[index] ?? ""))),
  );
  const widths = output.width === null ? full : fitInto(full, all, output.width);
  const lineOf = (line: readonly string[]) =>
    line
      .flatMap((text, index) => {
        const width = widths[index] ?? 0;
        return width === 0 ? [] : [padTo(cutTo(text, width), width)];
      })
      .join(gap)
      .trimEnd();
  const headings = all.map(({ heading }) => heading);
  return [output.paint("dim", lineOf(headings)), ...cells.map(lineOf)].join("\n");
}

function headOf(column: Column): Head {
  const [path = "", heading] = column.split("=");
  const key = path.split(".").at(-1) ?? path;
  return { path, key, heading: (heading ?? labelOfKey(key)).toUpperCase() };
}

/** A person reads how long ago something was, and the beginning of a commit; a file keeps them whole. */
function textOf({ key }: Head, value: unknown, { isShown }: Output): string {
  if (!isShown || typeof value !== "string") return formatValue(key, value);
  if (isTimeKey(key)) return formatRelativeTime(value, Date.now());
  return /^[0-9a-f]{40}$/.test(value) ? value.slice(0, 10) : formatValue(key, value);
}

/** The width of each column; 0 for those that have no room. */
function fitInto(full: readonly number[], heads: readonly Head[], width: number): number[] {
  const widths = [...full];
  const total = () => {
    const shown = widths.filter((each) => each > 0);
    return shown.reduce((sum, each) => sum + each, 0) + gap.length * (shown.length - 1);
  };
  const canBeCut = heads.map(({ key }) => !uncut.test(key) && !isTimeKey(key));
  while (total() > width) {
    const widest = indexOfMost(widths.map((each, index) => (canBeCut[index] ? each : 0)));
    if ((widths[widest] ?? 0) > narrowest) {
      widths[widest] = (widths[widest] ?? 0) - 1;
      continue;
    }
    const last = widths.findLastIndex((each, index) => index > 1 && each > 0 && heads[index]?.key !== "id");
    if (last === -1) break;
    widths[last] = 0;
    // What was cut for the sake of the one that goes gets its room back.
    for (const [index, each] of widths.entries()) if (each > 0) widths[index] = full[index] ?? each;
  }
  return widths;
}

const indexOfMost = (numbers: readonly number[]): number => numbers.indexOf(Math.max(...numbers));
