import type { FileMatch, SearchFilesInput } from "#lib/modules/files/schema.ts";
import type { SearchInput } from "#lib/providers/workspaced/files.ts";
import type { SearchMatch } from "#workspaced/protocol/files.ts";

export const searchOf = (asked: Omit<SearchFilesInput, "workspaceId">): SearchInput => {
  const { root, q, kind, isRegex, isCaseSensitive, isWord, include, exclude, limit } = asked;
  return { root, q, kind, regex: isRegex, case: isCaseSensitive, word: isWord, include, exclude, limit };
};

export const foundMatch = ({ path, line, text, ranges }: SearchMatch): FileMatch => ({
  path,
  line: line ?? null,
  text: text ?? null,
  ranges: ranges ?? [],
});
