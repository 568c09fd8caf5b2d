import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { CheckedOutBranch, CheckoutBranchInput } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Changes come along (CONFLICT with details.files where that would overwrite some), or are left with their branch. */
export const checkoutBranch = command({
  name: "git.checkout",
  http: "POST /api/git/checkout",
  summary: "Check out a branch, or make one",
  input: CheckoutBranchInput,
  output: CheckedOutBranch,
  facts: (tx, input, actor) => gitFacts(tx, input, actor),
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
