import type { WorkspaceSample } from "#lib/modules/workspaces/schema.ts";

type Counter = "readBytes" | "writtenBytes" | "receivedBytes" | "sentBytes";

/**
 * Bytes a second between each sample and the one before, from counters that only grow; a counter that fell began
 * anew. Null where the runtime does not count.
 */
export function ratesOf(samples: readonly WorkspaceSample[], counter: Counter): number[] | null {
  if (samples.some((sample) => sample[counter] === null)) return null;
  return samples.slice(1).map((sample, index) => {
    const before = samples[index];
    const seconds = before ? (Date.parse(sample.at) - Date.parse(before.at)) / 1000 : 0;
    const bytes = (sample[counter] ?? 0) - (before?.[counter] ?? 0);
    return seconds > 0 && bytes > 0 ? bytes / seconds : 0;
  });
}

/** The highest value that a chart has room for: a round figure, never below `least`. */
export function ceilingOf(values: readonly number[], least: number): number {
  const most = Math.max(least, ...values);
  const step = 10 ** Math.floor(Math.log10(most));
  const rounded = [1, 2, 5, 10].map((factor) => factor * step).find((value) => value >= most);
  return most === least ? least : (rounded ?? most);
}

/** The points of a line through `values`, newest at the right edge, for `slots` values side by side. */
export function lineThrough(
  values: readonly number[],
  { slots, ceiling, width, height }: { slots: number; ceiling: number; width: number; height: number },
): { x: number; y: number }[] {
  const gap = width / Math.max(1, slots - 1);
  return values.slice(-slots).map((value, index, shown) => ({
    x: width - (shown.length - 1 - index) * gap,
    y: height - (Math.min(value, ceiling) / ceiling) * height,
  }));
}
