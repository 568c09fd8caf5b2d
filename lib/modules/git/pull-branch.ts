import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { PullBranchInput, PulledBranch } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Fast-forwards the branch that is checked out to its upstream. */
export const pullBranch = command({
  name: "git.pull",
  http: "POST /api/git/pull",
  summary: "Take over the remote's commits",
  input: PullBranchInput,
  output: PulledBranch,
  facts: (tx, input, actor) => gitFacts(tx, input, actor),
  work: { ...gitWork(60_000), key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
