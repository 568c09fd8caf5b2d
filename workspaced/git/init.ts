import type { InitAnswer, InitInput } from "../protocol/git.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { defaultBranch, findCommit, lockRepository } from "./repository.ts";
import { type GitContext, git, identity, runGit } from "./run-git.ts";

/** Makes the folder a repository with a first commit. One with commits is left as it is. */
export function initialize(context: GitContext, cwd: string, input: InitInput): Promise<InitAnswer> {
  return lockRepository(context, async () => {
    const isRepository = (await runGit(context, cwd, ["rev-parse", "--git-dir"])).code === 0;
    // Again over an unfinished one: git completes what is missing.
    const branch = isRepository ? [] : [`--initial-branch=${input.defaultBranch}`];
    await git(context, cwd, ["init", "--quiet", ...branch]);
    let head = await findCommit(context, cwd, "HEAD");
    if (head === null) {
      if (input.includeFiles)
        await git(context, cwd, ["add", "--all"], { deadlineMs: gitDeadlines.change.gitMs });
      const args = ["commit", "--quiet", "--allow-empty", "--message=Initial commit"];
      await git(context, cwd, args, { env: identity(input.author) });
      head = (await git(context, cwd, ["rev-parse", "HEAD"])).trim();
    }
    return { head, defaultBranch: await defaultBranch(context, cwd) };
  });
}
