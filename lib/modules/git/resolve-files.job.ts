import { tellGit } from "#lib/modules/git/git-command.ts";
import { resolveFiles } from "#lib/modules/git/resolve-files.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { resolveFiles as askResolve } from "#lib/providers/workspaced/git-branches.ts";

export const runResolveFiles = handler(resolveFiles, async ({ input, facts, platform, signal, close }) => {
  const address = await reachWorkspace(platform.database.orm, platform, input.workspaceId);
  const answer = await withWorkspace(address, (reached) => askResolve(reached, input, { signal }));
  await close(async (tx) => {
    tellGit(tx, facts, { changesFiles: true });
    return answer;
  });
});
