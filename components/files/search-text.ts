import type { FileFind } from "#lib/modules/files/queries.ts";

/** A search as it is typed; globs with commas between. */
export interface SearchText {
  q: string;
  isRegex: boolean;
  isCaseSensitive: boolean;
  isWord: boolean;
  include: string;
  exclude: string;
}

export const noSearch: SearchText = {
  q: "",
  isRegex: false,
  isCaseSensitive: false,
  isWord: false,
  include: "",
  exclude: "",
};

/** A folder's name stands for what is in it. */
const globsOf = (typed: string): string[] =>
  typed
    .split(",")
    .map((glob) => glob.trim().replace(/^\.?\/|\/$/g, ""))
    .filter((glob) => glob !== "")
    .flatMap((glob) => (/[*?.[{]/.test(glob) ? [glob] : [glob, `${glob}/**`]));

/** Null while there is nothing to look for. */
export function questionOf({ include, exclude, ...search }: SearchText): FileFind | null {
  if (search.q.trim() === "") return null;
  return { ...search, include: globsOf(include), exclude: globsOf(exclude) };
}
