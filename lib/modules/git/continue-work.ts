import { authorOf } from "#lib/modules/git/author.ts";
import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { ContinuedWork, ContinueWorkInput } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** CONFLICT with details.files while files are in conflict. */
export const continueWork = command({
  name: "git.continue",
  http: "POST /api/git/continue",
  summary: "Go on with a merge or rebase that stopped",
  input: ContinueWorkInput,
  output: ContinuedWork,
  async facts(tx, input, actor) {
    const author = await authorOf(tx, actor);
    return { ...(await gitFacts(tx, input, actor)), author };
  },
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
