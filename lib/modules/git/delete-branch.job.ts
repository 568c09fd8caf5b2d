import { AppError } from "#lib/kernel/errors.ts";
import { deleteBranch } from "#lib/modules/git/delete-branch.ts";
import { tellGit } from "#lib/modules/git/git-command.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { deleteBranch as askDelete } from "#lib/providers/workspaced/git-branches.ts";

export const runDeleteBranch = handler(
  deleteBranch,
  async ({ input, facts, actor, platform, signal, close }) => {
    const { workspaceId, root, branch } = input;
    const { commit } = facts;
    if (!commit) {
      throw new AppError("SERVICE_UNAVAILABLE", "The workspace did not say what would be lost. Try again.");
    }
    const address = await reachAwake({ actor, platform, signal }, workspaceId);
    const answer = await withWorkspace(address, (reached) =>
      askDelete(reached, { root, branch, commit }, { signal }),
    );
    await close(async (tx) => {
      tellGit(tx, facts);
      return answer;
    });
  },
);
