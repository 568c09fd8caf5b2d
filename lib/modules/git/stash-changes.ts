import { authorOf } from "#lib/modules/git/author.ts";
import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { StashChangesInput, StashedChanges } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** As `git stash` does, untracked files too. */
export const stashChanges = command({
  name: "git.stash",
  http: "POST /api/git/stash",
  summary: "Put every change aside",
  input: StashChangesInput,
  output: StashedChanges,
  async facts(tx, input, actor) {
    const author = await authorOf(tx, actor);
    return { ...(await gitFacts(tx, input, actor)), author };
  },
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
