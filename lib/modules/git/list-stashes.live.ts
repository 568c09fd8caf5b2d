import { ListStashesInput, StashList } from "#lib/modules/git/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { getStashes } from "#lib/providers/workspaced/git-branches.ts";

/** The newest first. */
export const listStashes = query({
  name: "git.stashes",
  http: "GET /api/git/stashes/:workspaceId",
  summary: "Changes that were put aside",
  input: ListStashesInput,
  output: StashList,
  read: (context) => {
    const { root } = context.input;
    return askWorkspace(context, (address, options) => getStashes(address, { root }, options));
  },
});
