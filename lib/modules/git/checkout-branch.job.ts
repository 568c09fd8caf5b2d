import { checkoutBranch } from "#lib/modules/git/checkout-branch.ts";
import { tellGit } from "#lib/modules/git/git-command.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { checkoutBranch as askCheckout } from "#lib/providers/workspaced/git-branches.ts";

export const runCheckoutBranch = handler(
  checkoutBranch,
  async ({ input, facts, actor, platform, signal, close }) => {
    const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
    const answer = await withWorkspace(address, (reached) => askCheckout(reached, input, { signal }));
    await close(async (tx) => {
      tellGit(tx, facts, { changesFiles: true });
      return answer;
    });
  },
);
