import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { RenameBranchInput, RenamedBranch } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** CONFLICT where there is a branch of the name already. A branch of the remote keeps its name. */
export const renameBranch = command({
  name: "git.rename-branch",
  http: "POST /api/git/rename-branch",
  summary: "Rename a branch",
  input: RenameBranchInput,
  output: RenamedBranch,
  facts: (tx, input, actor) => gitFacts(tx, input, actor),
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
