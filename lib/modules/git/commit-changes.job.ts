import { commitChanges } from "#lib/modules/git/commit-changes.ts";
import { tellGit } from "#lib/modules/git/git-command.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { createCommit } from "#lib/providers/workspaced/git.ts";

export const runCommitChanges = handler(commitChanges, async ({ input, facts, platform, signal, close }) => {
  const address = await reachWorkspace(platform.database.orm, platform, input.workspaceId);
  const answer = await withWorkspace(address, (reached) =>
    createCommit(reached, { ...input, author: facts.author }, { signal }),
  );
  await close(async (tx) => {
    tellGit(tx, facts);
    return answer;
  });
});
