import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { UnstashChangesInput, UnstashedChanges } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** The stash goes only when all of it is back; in conflict it is kept. */
export const unstashChanges = command({
  name: "git.unstash",
  http: "POST /api/git/unstash",
  summary: "Bring a stash back",
  input: UnstashChangesInput,
  output: UnstashedChanges,
  facts: (tx, input, actor) => gitFacts(tx, input, actor),
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
