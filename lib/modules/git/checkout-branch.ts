import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { CheckedOutBranch, CheckoutBranchInput } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Checks out a branch; CONFLICT with details.files where changes would be overwritten. */
export const checkoutBranch = command({
  name: "git.checkout",
  http: "POST /api/git/checkout",
  summary: "Check out a branch, or make one",
  input: CheckoutBranchInput,
  output: CheckedOutBranch,
  facts: (tx, input, actor) => gitFacts(tx, input, actor),
  work: { ...gitWork(60_000), key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
