import { tellGit } from "#lib/modules/git/git-command.ts";
import { restoreChanges } from "#lib/modules/git/restore-changes.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { restoreChanges as askRestore } from "#lib/providers/workspaced/git-changes.ts";

export const runRestoreChanges = handler(
  restoreChanges,
  async ({ input, facts, actor, platform, signal, close }) => {
    const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
    const answer = await withWorkspace(address, (reached) => askRestore(reached, input, { signal }));
    await close(async (tx) => {
      tellGit(tx, facts, { changesFiles: true });
      return answer;
    });
  },
);
