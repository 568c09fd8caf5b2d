import { GitDiff, ReadDiffInput } from "#lib/modules/git/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { getDiff } from "#lib/providers/workspaced/git.ts";

/** Changes by file; what is compared with what stands with the input. */
export const readDiff = query({
  name: "git.diff",
  http: "GET /api/git/diff/:workspaceId",
  summary: "Changes of a workspace's repository, by file",
  input: ReadDiffInput,
  output: GitDiff,
  read: (context) => {
    const { workspaceId: _, ...what } = context.input;
    return askWorkspace(context, (address, options) => getDiff(address, what, options));
  },
});
