import { continueWork } from "#lib/modules/git/continue-work.ts";
import { tellGit } from "#lib/modules/git/git-command.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { continueWork as askContinue } from "#lib/providers/workspaced/git-branches.ts";

export const runContinueWork = handler(
  continueWork,
  async ({ input, facts, actor, platform, signal, close }) => {
    const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
    const answer = await withWorkspace(address, (reached) =>
      askContinue(reached, { root: input.root, author: facts.author }, { signal }),
    );
    await close(async (tx) => {
      tellGit(tx, facts, { changesFiles: true });
      return answer;
    });
  },
);
