/** One line of the table. A value or floor that could not be measured is null, and the note says why. */
export interface Figure {
  id: string;
  what: string;
  unit: "ms" | "MB" | "MB/s" | "req/s" | "rows/s" | "/s" | "/GB";
  value: number | null;
  floor: number | null;
  goal: string;
  note?: string;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value that a share of the sorted values do not exceed (nearest rank); NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** A p99 of few samples says little; from 1,000 on it is given. */
export const p99Of = (values: readonly number[]): number | null =>
  values.length >= 1_000 ? percentile(values, 0.99) : null;

/** p50 and p99 of two sets of samples, as two figures. */
export function latencyFigures(
  figure: Pick<Figure, "id" | "what"> & { goal: string; goal99: string; note?: string },
  values: readonly number[],
  floors: readonly number[],
): Figure[] {
  const { id, what, goal, goal99, note } = figure;
  return [
    { id, what: `${what}, p50`, unit: "ms", value: median(values), floor: median(floors), goal, note },
    {
      id,
      what: `${what}, p99`,
      unit: "ms",
      value: p99Of(values),
      floor: p99Of(floors),
      goal: goal99,
    },
  ];
}

const digits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** The table, and under it the notes. It judges nothing: value, floor, their ratio, and the goal in words. */
export function formatFigures(figures: readonly Figure[]): string {
  const head = ["", "What", "Value", "Floor", "Ratio", "Goal"];
  const rows = figures.map(({ id, what, unit, value, floor, goal }) => [
    id,
    what,
    value === null ? "–" : `${digits(value)} ${unit}`,
    floor === null ? "–" : `${digits(floor)} ${unit}`,
    value === null || floor === null ? "–" : `${digits(value / floor)}×`,
    goal,
  ]);
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (at >= 2 && at <= 4 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  const notes = figures.flatMap(({ id, what, note }) => (note ? [`  ${id} ${what}: ${note}`] : []));
  return [line(head), line(widths.map((width) => "─".repeat(width))), ...rows.map(line), "", ...notes].join(
    "\n",
  );
}
