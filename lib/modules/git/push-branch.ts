import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { isDefaultBranch } from "#lib/modules/git/rules.ts";
import { PushBranchInput } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Pushes a branch under its own name, never by force; the default branch asks for a confirmation. */
export const pushBranch = command({
  name: "git.push",
  http: "POST /api/git/push",
  summary: "Push a branch to the origin",
  input: PushBranchInput,
  async facts(tx, input, actor) {
    const { target, access, project } = await gitFacts(tx, input, actor);
    const isDefault = isDefaultBranch(input.branch, project.defaultBranch);
    return { target, access, traits: isDefault ? (["default_branch"] as const) : [] };
  },
  work: { ...gitWork(60_000), key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
