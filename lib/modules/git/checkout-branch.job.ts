import { checkoutBranch } from "#lib/modules/git/checkout-branch.ts";
import { tellGit } from "#lib/modules/git/git-command.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { checkoutBranch as askCheckout } from "#lib/providers/workspaced/git-branches.ts";

export const runCheckoutBranch = handler(
  checkoutBranch,
  async ({ input, facts, platform, signal, close }) => {
    const address = await reachWorkspace(platform.database.orm, platform, input.workspaceId);
    const answer = await withWorkspace(address, (reached) => askCheckout(reached, input, { signal }));
    await close(async (tx) => {
      tellGit(tx, facts, { changesFiles: true });
      return answer;
    });
  },
);
