import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { GitStatus, StageFilesInput } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Puts the state of files, folders or a hunk into the index, or takes it out of it again; CONFLICT where a hunk has changed. */
export const stageFiles = command({
  name: "git.stage",
  http: "POST /api/git/stage",
  summary: "Stage or unstage files, or a hunk of one",
  input: StageFilesInput,
  output: GitStatus,
  facts: (tx, input, actor) => gitFacts(tx, input, actor),
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
