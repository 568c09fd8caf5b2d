import { formatValue, labelOfKey, valueAt } from "#cli/format-value.ts";
import type { Output } from "#cli/output.ts";
import { cutTo, padTo, widthOf } from "#cli/text.ts";

/** A column: the path of its value, with another heading behind `=`. */
export type Column = string;

const gap = "  ";
const narrowest = 8;

/** Rows under headings, within the terminal's width: the widest columns give way first, and ids never. */
export function formatTable(rows: readonly unknown[], columns: readonly Column[], output: Output): string {
  const heads = columns.map((column) => {
    const [path = "", heading] = column.split("=");
    const key = path.split(".").at(-1) ?? path;
    return { path, key, heading: (heading ?? labelOfKey(key)).toUpperCase() };
  });
  const cells = rows.map((row) => heads.map(({ path, key }) => formatValue(key, valueAt(row, path))));
  const full = heads.map(({ heading }, index) =>
    Math.max(widthOf(heading), ...cells.map((line) => widthOf(line[index] ?? ""))),
  );
  const isFixed = heads.map(({ key }) => key === "id" || key === "number");
  const widths = output.width === null ? full : fitInto(full, isFixed, output.width);
  const lineOf = (line: readonly string[]) =>
    line
      .map((text, index) => padTo(cutTo(text, widths[index] ?? 0), widths[index] ?? 0))
      .join(gap)
      .trimEnd();
  const head = output.paint("dim", lineOf(heads.map(({ heading }) => heading)));
  return [head, ...cells.map(lineOf)].join("\n");
}

function fitInto(full: readonly number[], isFixed: readonly boolean[], width: number): number[] {
  const widths = [...full];
  const total = () => widths.reduce((sum, each) => sum + each, 0) + gap.length * (widths.length - 1);
  while (total() > width) {
    const widest = widths.reduce(
      (best, each, index) => (!isFixed[index] && each > (widths[best] ?? 0) ? index : best),
      isFixed.indexOf(false),
    );
    if (widest === -1 || (widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
