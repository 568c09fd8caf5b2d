import { tellGit } from "#lib/modules/git/git-command.ts";
import { stageFiles } from "#lib/modules/git/stage-files.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { stageChanges as askStage } from "#lib/providers/workspaced/git-changes.ts";

export const runStageFiles = handler(stageFiles, async ({ input, facts, actor, platform, signal, close }) => {
  const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
  const answer = await withWorkspace(address, (reached) => askStage(reached, input, { signal }));
  await close(async (tx) => {
    tellGit(tx, facts);
    return answer;
  });
});
