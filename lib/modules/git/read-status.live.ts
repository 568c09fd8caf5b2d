import { GitStatus, ReadStatusInput } from "#lib/modules/git/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { getStatus } from "#lib/providers/workspaced/git.ts";

/** The branch, how it stands to its upstream, and the changed files. */
export const readStatus = query({
  name: "git.status",
  http: "GET /api/git/status/:workspaceId",
  summary: "What has changed in a workspace's repository",
  input: ReadStatusInput,
  output: GitStatus,
  read: (context) => {
    const { root } = context.input;
    return askWorkspace(context, (address, options) => getStatus(address, { root }, options));
  },
});
