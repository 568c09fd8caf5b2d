/** The comments that are being written: several at once, as one may be on its way to the server still. */

type Side = "old" | "new";

export interface OpenComment {
  key: number;
  path: string;
  side: Side;
  line: number;
  endLine: number;
  text: string;
  suggestion: string | null;
}

interface Place {
  path: string;
  side: Side;
  line: number;
}

const isEmpty = ({ text, suggestion }: OpenComment): boolean => text.trim() === "" && suggestion === null;

/** One more, at that line; of the others those go that say nothing. */
export function openAt(open: readonly OpenComment[], place: Place): readonly OpenComment[] {
  const isThere = ({ path, side, endLine }: OpenComment) =>
    path === place.path && side === place.side && endLine === place.line;
  if (open.some(isThere)) return open;
  const key = Math.max(0, ...open.map((one) => one.key)) + 1;
  const fresh = { ...place, key, endLine: place.line, text: "", suggestion: null };
  return [...open.filter((one) => !isEmpty(one)), fresh];
}

/** The last one is made to reach that line; where it stands in another file or side, one more is opened. */
export function extendTo(open: readonly OpenComment[], place: Place): readonly OpenComment[] {
  const last = open.at(-1);
  if (!last || last.path !== place.path || last.side !== place.side) return openAt(open, place);
  const ends = [last.line, last.endLine, place.line];
  return [...open.slice(0, -1), { ...last, line: Math.min(...ends), endLine: Math.max(...ends) }];
}
