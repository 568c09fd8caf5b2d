/** [start, end) in UTF-16 units. */
export type Range = readonly [number, number];

/** Beyond this the lines are compared from their two ends only. */
const stepsMax = 60_000;

/** The parts of two lines that differ, word by word; null where they share so little that they are two lines. */
export function differingWords(before: string, after: string): { before: Range[]; after: Range[] } | null {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const middle = [old.slice(start, old.length - end), now.slice(start, now.length - end)] as const;
  const kept = keptOf(...middle);
  const isKept = (side: 0 | 1, index: number): boolean =>
    index < start ||
    index >= (side === 0 ? old : now).length - end ||
    kept.some((pair) => pair[side] === index - start);
  const shared = old.filter((word, index) => isKept(0, index) && word.trim() !== "").join("").length;
  if (shared * 3 < Math.min(before.trim().length, after.trim().length)) return null;
  return {
    before: rangesOf(old, (index) => !isKept(0, index)),
    after: rangesOf(now, (index) => !isKept(1, index)),
  };
}

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];

/** The longest common subsequence, as pairs of places; nothing where that would take too long. */
function keptOf(old: readonly string[], now: readonly string[]): [number, number][] {
  if (old.length * now.length > stepsMax) return [];
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    const line = lengths[row];
    for (let column = now.length - 1; line && column >= 0; column -= 1) {
      line[column] =
        old[row] === now[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let row = 0, column = 0; row < old.length && column < now.length; ) {
    if (old[row] === now[column]) pairs.push([row++, column++]);
    else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return pairs;
}

/** Neighbours grow together, across the space between them too. */
function rangesOf(words: readonly string[], isMarked: (index: number) => boolean): Range[] {
  const ranges: [number, number][] = [];
  let offset = 0;
  for (const [index, word] of words.entries()) {
    const last = ranges.at(-1);
    const isBridge = word.trim() === "" && last?.[1] === offset && isMarked(index + 1);
    if ((isMarked(index) || isBridge) && last?.[1] === offset) last[1] += word.length;
    else if (isMarked(index)) ranges.push([offset, offset + word.length]);
    offset += word.length;
  }
  return ranges;
}
