import { tellGit } from "#lib/modules/git/git-command.ts";
import { pullBranch } from "#lib/modules/git/pull-branch.ts";
import { refusalError } from "#lib/modules/git/refusal.ts";
import type { PulledBranch } from "#lib/modules/git/schema.ts";
import { reachWorkspace, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { pullBranch as askPull } from "#lib/providers/workspaced/git.ts";

export const runPullBranch = handler(pullBranch, async ({ input, facts, platform, signal, close }) => {
  const address = await reachWorkspace(platform.database.orm, platform, input.workspaceId);
  const answer = await withWorkspace(address, (reached) =>
    askPull(reached, { root: input.root }, { signal }),
  );
  if ("refused" in answer) throw refusalError(answer);
  await close(async (tx): Promise<PulledBranch> => {
    tellGit(tx, facts, { changesFiles: true });
    return { head: answer.head, already: answer.already };
  });
});
