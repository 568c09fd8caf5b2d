import { tellGit } from "#lib/modules/git/git-command.ts";
import { stashChanges } from "#lib/modules/git/stash-changes.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { stashChanges as askStash } from "#lib/providers/workspaced/git-branches.ts";

export const runStashChanges = handler(
  stashChanges,
  async ({ input, facts, actor, platform, signal, close }) => {
    const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
    const answer = await withWorkspace(address, (reached) =>
      askStash(reached, { ...input, author: facts.author }, { signal }),
    );
    await close(async (tx) => {
      tellGit(tx, facts, { changesFiles: true });
      return answer;
    });
  },
);
