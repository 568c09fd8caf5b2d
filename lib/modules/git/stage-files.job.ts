import { tellGit } from "#lib/modules/git/git-command.ts";
import { stageFiles } from "#lib/modules/git/stage-files.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { stageChanges as askStage } from "#lib/providers/workspaced/git-changes.ts";

export const runStageFiles = handler(stageFiles, async ({ input, facts, platform, signal, close }) => {
  const address = await reachWorkspace(platform.database.orm, platform, input.workspaceId);
  const answer = await withWorkspace(address, (reached) => askStage(reached, input, { signal }));
  await close(async (tx) => {
    tellGit(tx, facts);
    return answer;
  });
});
