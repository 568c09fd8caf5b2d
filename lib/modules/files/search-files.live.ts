import { foundMatch, searchOf } from "#lib/modules/files/found-match.ts";
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
  read: (context) =>
    askWorkspace(context, async (address, options): Promise<FileMatches> => {
      const items: FileMatch[] = [];
      for await (const line of search(address, searchOf(context.input), options)) {
        if (line.type === "done") {
          return { items, isTruncated: line.isTruncated, problem: line.problem };
        }
        items.push(foundMatch(line));
      }
      return { items, isTruncated: true, problem: "The search was cut off." };
    }),
});
