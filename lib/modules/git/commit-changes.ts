import { authorOf } from "#lib/modules/git/author.ts";
import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { CommitChangesInput, MadeCommit } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Commits what is staged in the person's name, or amends the newest commit while no remote has it; the repository's hooks run and may refuse (CONFLICT). */
export const commitChanges = command({
  name: "git.commit",
  http: "POST /api/git/commit",
  summary: "Commit what is staged",
  input: CommitChangesInput,
  output: MadeCommit,
  async facts(tx, input, actor) {
    const facts = await gitFacts(tx, input, actor);
    return { ...facts, author: await authorOf(tx, actor) };
  },
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
