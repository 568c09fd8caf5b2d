import { AppError } from "#lib/kernel/errors.ts";
import { tellGit } from "#lib/modules/git/git-command.ts";
import { pushBranch } from "#lib/modules/git/push-branch.ts";
import { refusalError } from "#lib/modules/git/refusal.ts";
import type { PushedBranch } from "#lib/modules/git/schema.ts";
import { tellProgress } from "#lib/modules/git/tell-progress.ts";
import { openGitAccess } from "#lib/modules/git-access/open-git-access.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { pushBranch as askPush } from "#lib/providers/workspaced/git-branches.ts";

export const runPushBranch = handler(pushBranch, async (context) => {
  const { input, facts, actor, platform, signal, close } = context;
  const { workspaceId, root, branch } = input;
  const commit = facts.agreed?.commit ?? undefined;
  if (facts.agreed && !commit) {
    throw new AppError("SERVICE_UNAVAILABLE", "The workspace did not say what would be pushed. Try again.");
  }
  const address = await reachAwake({ actor, platform, signal }, workspaceId);
  const projectId = facts.target.projectId;
  const access = await withWorkspace(address, (reached) =>
    openGitAccess({ platform, projectId, address: reached, remote: "origin", signal }),
  );
  const answer = await withWorkspace(address, (reached) =>
    askPush(reached, { root, branch, commit }, { signal, access, onProgress: tellProgress(context) }),
  );
  if ("refused" in answer) throw refusalError(answer);
  await close(async (tx): Promise<PushedBranch> => {
    tellGit(tx, facts);
    return { branch, commit: answer.commit, already: answer.already };
  });
});
