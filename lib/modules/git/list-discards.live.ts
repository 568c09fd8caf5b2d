import { DiscardList, ListDiscardsInput } from "#lib/modules/git/schema.ts";
import { askWorkspace } from "#lib/modules/workspaces/ask-workspace.ts";
import { query } from "#lib/operations/query.ts";
import { getDiscards } from "#lib/providers/workspaced/git-changes.ts";

/** The newest twenty. */
export const listDiscards = query({
  name: "git.discards",
  http: "GET /api/git/discards/:workspaceId",
  summary: "Discarded changes that can be brought back",
  input: ListDiscardsInput,
  output: DiscardList,
  read: (context) => {
    const { root } = context.input;
    return askWorkspace(context, (address, options) => getDiscards(address, { root }, options));
  },
});
