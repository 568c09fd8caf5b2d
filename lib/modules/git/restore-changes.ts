import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { RestoreChangesInput, RestoredChanges } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** CONFLICT with details.files where a file has changed since. */
export const restoreChanges = command({
  name: "git.restore",
  http: "POST /api/git/restore",
  summary: "Bring discarded changes back",
  input: RestoreChangesInput,
  output: RestoredChanges,
  facts: (tx, input, actor) => gitFacts(tx, input, actor),
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
