import { forbidden } from "#lib/kernel/errors.ts";
import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { CommitChangesInput, MadeCommit } from "#lib/modules/git/schema.ts";
import { findAuthor } from "#lib/modules/git/store.ts";
import { command } from "#lib/operations/command.ts";

/** Commits what is staged in the person's name; the repository's hooks run and may refuse (CONFLICT). */
export const commitChanges = command({
  name: "git.commit",
  http: "POST /api/git/commit",
  summary: "Commit what is staged",
  input: CommitChangesInput,
  output: MadeCommit,
  async facts(tx, input, actor) {
    const facts = await gitFacts(tx, input, actor);
    const author = actor.userId ? await findAuthor(tx, actor.userId) : null;
    if (!author) throw forbidden("A commit needs a person as its author.");
    return { ...facts, author };
  },
  work: { ...gitWork(300_000), key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
