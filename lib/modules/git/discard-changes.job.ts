import { discardChanges } from "#lib/modules/git/discard-changes.ts";
import { tellGit } from "#lib/modules/git/git-command.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { discardChanges as askDiscard } from "#lib/providers/workspaced/git-changes.ts";

export const runDiscardChanges = handler(
  discardChanges,
  async ({ input, facts, actor, platform, signal, close }) => {
    const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
    const answer = await withWorkspace(address, (reached) => askDiscard(reached, input, { signal }));
    await close(async (tx) => {
      tellGit(tx, facts, { changesFiles: true });
      return answer;
    });
  },
);
