import { FileTree, ListTreeInput } from "#lib/modules/files/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { listTree as askTree } from "#lib/providers/workspaced/files.ts";

/** One page of a folder, folders first; deeper levels in `children` where they were asked for. */
export const listTree = query({
  name: "files.tree",
  http: "GET /api/workspaces/:workspaceId/files/tree",
  summary: "List a folder of a workspace",
  input: ListTreeInput,
  output: FileTree,
  read: (context) => {
    const { root, path, depth, cursor, limit } = context.input;
    return askWorkspace(context, (address, options) =>
      askTree(
        address,
        { root, path },
        { maxDepth: depth, limit, ...(cursor === undefined ? {} : { cursor }) },
        options,
      ),
    );
  },
});
