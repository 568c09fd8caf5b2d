import { commitChanges } from "#lib/modules/git/commit-changes.ts";
import { tellGit } from "#lib/modules/git/git-command.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { createCommit } from "#lib/providers/workspaced/git.ts";

export const runCommitChanges = handler(
  commitChanges,
  async ({ input, facts, actor, platform, signal, close }) => {
    const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
    const answer = await withWorkspace(address, (reached) =>
      createCommit(reached, { ...input, author: facts.author }, { signal }),
    );
    await close(async (tx) => {
      tellGit(tx, facts);
      return answer;
    });
  },
);
