import { FileConflict, ReadConflictInput } from "#lib/modules/git/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { getConflict } from "#lib/providers/workspaced/git-branches.ts";

/** NOT_FOUND where the file is not in conflict. */
export const readConflict = query({
  name: "git.conflict",
  http: "GET /api/git/conflict/:workspaceId",
  summary: "A file in conflict, with what each side has of it",
  input: ReadConflictInput,
  output: FileConflict,
  read: (context) => {
    const { root, path } = context.input;
    return askWorkspace(context, (address, options) => getConflict(address, { root, path }, options));
  },
});
