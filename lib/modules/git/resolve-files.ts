import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { GitStatus, ResolveFilesInput } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** By a side's version, or as the files now are; CONFLICT with details.files where marks are left in them. */
export const resolveFiles = command({
  name: "git.resolve",
  http: "POST /api/git/resolve",
  summary: "Settle files in conflict",
  input: ResolveFilesInput,
  output: GitStatus,
  facts: (tx, input, actor) => gitFacts(tx, input, actor),
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
