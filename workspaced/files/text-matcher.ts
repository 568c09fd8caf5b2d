import type { SearchQuery } from "../protocol/files.ts";

/** Where in a text the query is found first (0-based), or null; small letters find both cases as in ripgrep. */
export function textMatcher(query: SearchQuery): (text: string) => number | null {
  const ignoresCase = !query.case && query.q === query.q.toLowerCase();
  if (query.regex) {
    const pattern = new RegExp(query.q, ignoresCase ? "i" : "");
    return (text) => pattern.exec(text)?.index ?? null;
  }
  return (text) => {
    const index = (ignoresCase ? text.toLowerCase() : text).indexOf(query.q);
    return index < 0 ? null : index;
  };
}
