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

type Asked = Pick<SearchQuery, "q" | "regex" | "case" | "word">;

/** [start, end) in UTF-16 units, as many as there are up to a hundred. */
export type TextRange = [start: number, end: number];

const rangesMax = 100;

/** Where in a text the query is found; small letters find both cases as in ripgrep. */
export function textMatcher({ q, regex, case: isCaseSensitive, word }: Asked): (text: string) => TextRange[] {
  const ignoresCase = !isCaseSensitive && q === q.toLowerCase();
  if (!regex && !word) return (text) => rangesOf(ignoresCase ? text.toLowerCase() : text, q);
  const source = regex ? q : RE2JS.quote(q);
  const pattern = compilePattern(
    word ? `\\b(?:${source})\\b` : source,
    ignoresCase ? RE2JS.CASE_INSENSITIVE : 0,
  );
  return (text) => {
    const matcher = pattern.matcher(text);
    const ranges: TextRange[] = [];
    while (ranges.length < rangesMax && matcher.find()) ranges.push([matcher.start(), matcher.end()]);
    return ranges;
  };
}

function rangesOf(text: string, q: string): TextRange[] {
  const ranges: TextRange[] = [];
  for (let at = text.indexOf(q); at >= 0 && ranges.length < rangesMax; at = text.indexOf(q, at + q.length)) {
    ranges.push([at, at + q.length]);
  }
  return ranges;
}
