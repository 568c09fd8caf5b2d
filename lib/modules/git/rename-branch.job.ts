import { tellGit } from "#lib/modules/git/git-command.ts";
import { renameBranch } from "#lib/modules/git/rename-branch.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { renameBranch as askRename } from "#lib/providers/workspaced/git-branches.ts";

export const runRenameBranch = handler(
  renameBranch,
  async ({ input, facts, actor, platform, signal, close }) => {
    const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
    const answer = await withWorkspace(address, (reached) => askRename(reached, input, { signal }));
    await close(async (tx) => {
      tellGit(tx, facts);
      return answer;
    });
  },
);
