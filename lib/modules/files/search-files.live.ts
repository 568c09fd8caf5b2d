import { type FileMatch, FileMatches, SearchFilesInput } from "#lib/modules/files/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { search } from "#lib/providers/workspaced/files.ts";

/** Matches in a workspace's files, at most `limit` of them; ends after 60 s with what was found by then. */
export const searchFiles = query({
  name: "files.search",
  http: "GET /api/workspaces/:workspaceId/files/search",
  summary: "Search in a workspace's files",
  input: SearchFilesInput,
  output: FileMatches,
  read: (context) => {
    const { root, q, kind, isRegex, isCaseSensitive, limit } = context.input;
    return askWorkspace(context, async (address, options): Promise<FileMatches> => {
      const items: FileMatch[] = [];
      const asked = { root, q, kind, regex: isRegex, case: isCaseSensitive, limit };
      for await (const line of search(address, asked, options)) {
        if (line.type === "done") {
          return { items, isTruncated: line.isTruncated, problem: line.problem };
        }
        items.push({
          path: line.path,
          line: line.line ?? null,
          text: line.text ?? null,
          ranges: line.ranges ?? [],
        });
      }
      return { items, isTruncated: true, problem: "The search was cut off." };
    });
  },
});
