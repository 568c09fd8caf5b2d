import { tellGit } from "#lib/modules/git/git-command.ts";
import { resolveFiles } from "#lib/modules/git/resolve-files.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { resolveFiles as askResolve } from "#lib/providers/workspaced/git-branches.ts";

export const runResolveFiles = handler(
  resolveFiles,
  async ({ input, facts, actor, platform, signal, close }) => {
    const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
    const answer = await withWorkspace(address, (reached) => askResolve(reached, input, { signal }));
    await close(async (tx) => {
      tellGit(tx, facts, { changesFiles: true });
      return answer;
    });
  },
);
