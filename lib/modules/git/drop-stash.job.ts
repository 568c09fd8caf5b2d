import { dropStash } from "#lib/modules/git/drop-stash.ts";
import { tellGit } from "#lib/modules/git/git-command.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { dropStash as askDrop } from "#lib/providers/workspaced/git-branches.ts";

export const runDropStash = handler(dropStash, async ({ input, facts, actor, platform, signal, close }) => {
  const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
  const answer = await withWorkspace(address, (reached) =>
    askDrop(reached, { root: input.root, sha: input.sha }, { signal }),
  );
  await close(async (tx) => {
    tellGit(tx, facts);
    return answer;
  });
});
