import { BranchList, ListBranchesInput } from "#lib/modules/git/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { getBranches } from "#lib/providers/workspaced/git.ts";

/** Local and remote branches, latest commit first. */
export const listBranches = query({
  name: "git.branches",
  http: "GET /api/git/branches/:workspaceId",
  summary: "Branches of a workspace's repository",
  input: ListBranchesInput,
  output: BranchList,
  read: (context) => {
    const { root } = context.input;
    return askWorkspace(context, (address, options) => getBranches(address, { root }, options));
  },
});
