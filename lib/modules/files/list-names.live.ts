import { FileNames, ListNamesInput } from "#lib/modules/files/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { findNames } from "#lib/providers/workspaced/files.ts";

/** Files for quick open, best first. */
export const listNames = query({
  name: "files.names",
  http: "GET /api/workspaces/:workspaceId/files/names",
  summary: "Find files of a workspace by some letters of their paths",
  input: ListNamesInput,
  output: FileNames,
  read: (context) => {
    const { root, q, limit } = context.input;
    return askWorkspace(context, (address, options) =>
      findNames(address, { root, q, limit }, { ...options, deadlineMs: 25_000 }),
    );
  },
});
