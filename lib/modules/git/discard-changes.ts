import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { DiscardChangesInput, DiscardedChanges } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Takes changes out of the working tree; `git.restore` brings them back. CONFLICT where a hunk has changed. */
export const discardChanges = command({
  name: "git.discard",
  http: "POST /api/git/discard",
  summary: "Discard changes that are not staged",
  input: DiscardChangesInput,
  output: DiscardedChanges,
  facts: (tx, input, actor) => gitFacts(tx, input, actor),
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
