import { tellGit } from "#lib/modules/git/git-command.ts";
import { unstashChanges } from "#lib/modules/git/unstash-changes.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { unstash as askUnstash } from "#lib/providers/workspaced/git-branches.ts";

export const runUnstashChanges = handler(
  unstashChanges,
  async ({ input, facts, actor, platform, signal, close }) => {
    const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
    const answer = await withWorkspace(address, (reached) => askUnstash(reached, input, { signal }));
    await close(async (tx) => {
      tellGit(tx, facts, { changesFiles: true });
      return answer;
    });
  },
);
