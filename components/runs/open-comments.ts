/** Where comments are being written: at several places at once, as one may be on its way to the server still. */

type Side = "old" | "new";

export interface OpenComment {
  key: number;
  path: string;
  side: Side;
  line: number;
  endLine: number;
}

export interface Place {
  path: string;
  side: Side;
  line: number;
}

type IsSaid = (comment: OpenComment) => boolean;

/** One more, at that line; of the others those go that say nothing. */
export function openAt(open: readonly OpenComment[], place: Place, isSaid: IsSaid): readonly OpenComment[] {
  const isThere = ({ path, side, endLine }: OpenComment) =>
    path === place.path && side === place.side && endLine === place.line;
  if (open.some(isThere)) return open;
  const key = Math.max(0, ...open.map((one) => one.key)) + 1;
  return [...open.filter(isSaid), { ...place, key, endLine: place.line }];
}

/** The last one is made to reach that line; where it stands in another file or side, one more is opened. */
export function extendTo(open: readonly OpenComment[], place: Place, isSaid: IsSaid): readonly OpenComment[] {
  const last = open.at(-1);
  if (!last || last.path !== place.path || last.side !== place.side) return openAt(open, place, isSaid);
  const ends = [last.line, last.endLine, place.line];
  return [...open.slice(0, -1), { ...last, line: Math.min(...ends), endLine: Math.max(...ends) }];
}
