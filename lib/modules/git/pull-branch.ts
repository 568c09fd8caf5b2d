import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { PullBranchInput, PulledBranch } from "#lib/modules/git/schema.ts";
import { findAuthor } from "#lib/modules/git/store.ts";
import { command } from "#lib/operations/command.ts";

/** Fast-forwards the branch that is checked out to its upstream, or puts its commits on top where that is asked for. */
export const pullBranch = command({
  name: "git.pull",
  http: "POST /api/git/pull",
  summary: "Take over the remote's commits",
  input: PullBranchInput,
  output: PulledBranch,
  async facts(tx, input, actor) {
    const committer = actor.userId ? await findAuthor(tx, actor.userId) : null;
    return { ...(await gitFacts(tx, input, actor)), committer };
  },
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
