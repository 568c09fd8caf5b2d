import { RE2JS, RE2JSSyntaxException } from "re2js";
import { invalid } from "../errors.ts";
import type { SearchQuery } from "../protocol/files.ts";

/**
 * A pattern as ripgrep reads it, found in time that grows with the text alone: JavaScript's own would let one pattern
 * hold up every terminal of the workspace. Throws INVALID where it is none.
 */
export function compilePattern(pattern: string, flags = 0): RE2JS {
  try {
    return RE2JS.compile(pattern, flags);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw invalid("q", `is not a regular expression that can be searched for: ${error.message}`);
  }
}

/** Where in a text the query is found first (0-based), or null; small letters find both cases as in ripgrep. */
export function textMatcher(query: SearchQuery): (text: string) => number | null {
  const ignoresCase = !query.case && query.q === query.q.toLowerCase();
  if (query.regex) {
    const pattern = compilePattern(query.q, ignoresCase ? RE2JS.CASE_INSENSITIVE : 0);
    return (text) => {
      const matcher = pattern.matcher(text);
      return matcher.find() ? matcher.start() : null;
    };
  }
  return (text) => {
    const index = (ignoresCase ? text.toLowerCase() : text).indexOf(query.q);
    return index < 0 ? null : index;
  };
}
