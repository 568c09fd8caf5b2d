import { tellGit } from "#lib/modules/git/git-command.ts";
import { pullBranch } from "#lib/modules/git/pull-branch.ts";
import { refusalError } from "#lib/modules/git/refusal.ts";
import type { PulledBranch } from "#lib/modules/git/schema.ts";
import { tellProgress } from "#lib/modules/git/tell-progress.ts";
import { openGitAccess } from "#lib/modules/git-access/open-git-access.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { pullBranch as askPull } from "#lib/providers/workspaced/git-branches.ts";

export const runPullBranch = handler(pullBranch, async (context) => {
  const { input, facts, actor, platform, signal, close } = context;
  const { root, rebase } = input;
  const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
  const projectId = facts.target.projectId;
  const access = await withWorkspace(address, (reached) =>
    openGitAccess({ platform, projectId, address: reached, signal }),
  );
  const committer = facts.committer ?? undefined;
  const answer = await withWorkspace(address, (reached) =>
    askPull(reached, { root, rebase, committer }, { signal, access, onProgress: tellProgress(context) }),
  );
  if ("refused" in answer) throw refusalError(answer);
  await close(async (tx): Promise<PulledBranch> => {
    tellGit(tx, facts, { changesFiles: true });
    if ("conflict" in answer) return { state: "conflict", files: answer.files };
    const { head, already, received, rebased } = answer;
    return { state: "pulled", head, already, received, rebased };
  });
});
