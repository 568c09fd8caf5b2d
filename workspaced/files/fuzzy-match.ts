/** Finds what was typed in paths, letter after letter and not necessarily side by side, as quick-open fields do. */
export interface FuzzyMatch {
  path: string;
  /** Indexes in `path`, ascending. */
  positions: number[];
}

export interface Searchable {
  path: string;
  lower: string;
}

const points = { character: 1, side: 6, wordStart: 8, nameStart: 10, wholeName: 40, inName: 4 };
const separators = new Set(["/", "-", "_", ".", " "]);

/** The best `limit` of all, best first; spaces in what was typed part words that are each found anywhere. */
export function fuzzyFind(items: readonly Searchable[], typed: string, limit: number): FuzzyMatch[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items.slice(0, limit).map(({ path }) => ({ path, positions: [] }));
  // The worst of the best is dropped as soon as there are too many: nothing is sorted but what is shown.
  const best: Array<{ item: Searchable; score: number }> = [];
  for (const item of items) {
    const score = scoreOf(item, words);
    if (score === null) continue;
    const worst = best.at(-1);
    if (best.length >= limit && worst !== undefined && score <= worst.score) continue;
    insertSorted(best, { item, score });
    if (best.length > limit) best.pop();
  }
  return best.map(({ item }) => ({
    path: item.path,
    positions: [...new Set(words.flatMap((word) => positionsOf(item.lower, word) ?? []))].sort(
      (a, b) => a - b,
    ),
  }));
}

function insertSorted(
  best: Array<{ item: Searchable; score: number }>,
  found: { item: Searchable; score: number },
) {
  let [low, high] = [0, best.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((best[middle]?.score ?? 0) >= found.score) low = middle + 1;
    else high = middle;
  }
  best.splice(low, 0, found);
}

function scoreOf(item: Searchable, words: readonly string[]): number | null {
  let total = 0;
  for (const word of words) {
    const positions = positionsOf(item.lower, word);
    if (positions === null) return null;
    total += scoreOfWord(item, word, positions);
  }
  // Of two alike the shorter one is meant.
  return total - item.path.length / 100;
}

function scoreOfWord({ path, lower }: Searchable, word: string, positions: readonly number[]): number {
  const nameStart = lower.lastIndexOf("/") + 1;
  let score = 0;
  let before = -2;
  for (const at of positions) {
    score += points.character;
    if (at === before + 1) score += points.side;
    if (at >= nameStart) score += points.inName;
    if (at === nameStart) score += points.nameStart;
    else if (startsWord(path, at)) score += points.wordStart;
    before = at;
  }
  const name = lower.slice(nameStart);
  if (name === word || name.startsWith(`${word}.`)) score += points.wholeName;
  return score;
}

const startsWord = (path: string, at: number): boolean => {
  const before = path[at - 1] ?? "/";
  const here = path[at] ?? "";
  return separators.has(before) || (here !== here.toLowerCase() && before === before.toLowerCase());
};

/** In the file's name as one piece where it is there, then as one piece anywhere, then letter by letter from the end. */
function positionsOf(lower: string, word: string): number[] | null {
  const nameStart = lower.lastIndexOf("/") + 1;
  const inName = lower.indexOf(word, nameStart);
  const whole = inName >= 0 ? inName : lower.indexOf(word);
  if (whole >= 0) return Array.from({ length: word.length }, (_, index) => whole + index);
  return lettersOf(lower, word, nameStart) ?? lettersOf(lower, word, 0);
}

function lettersOf(lower: string, word: string, from: number): number[] | null {
  let end = from - 1;
  for (let index = 0; index < word.length; index += 1) {
    end = lower.indexOf(word[index] ?? "", end + 1);
    if (end < 0) return null;
  }
  // Back from the first end that fits: the letters lie closer together than those found on the way there.
  const positions: number[] = [];
  for (let index = word.length - 1, at = end; index >= 0; index -= 1, at -= 1) {
    at = lower.lastIndexOf(word[index] ?? "", at);
    positions.unshift(at);
  }
  return positions;
}
