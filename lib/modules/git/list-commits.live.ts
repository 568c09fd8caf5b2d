import { CommitPage, ListCommitsInput } from "#lib/modules/git/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { getLog } from "#lib/providers/workspaced/git.ts";

/** Commits reachable from a revision, newest first. */
export const listCommits = query({
  name: "git.log",
  http: "GET /api/git/log/:workspaceId",
  summary: "Commits of a workspace's repository",
  input: ListCommitsInput,
  output: CommitPage,
  read: (context) => {
    const { workspaceId: _, ...what } = context.input;
    return askWorkspace(context, (address, options) => getLog(address, what, options));
  },
});
