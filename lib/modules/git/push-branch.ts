import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { lookAtBranch } from "#lib/modules/git/look-at-branch.ts";
import { isDefaultBranch } from "#lib/modules/git/rules.ts";
import { PushBranchInput, PushedBranch } from "#lib/modules/git/schema.ts";
import { isAgentWithAccess } from "#lib/modules/git-access/access-facts.ts";
import { command } from "#lib/operations/command.ts";

/**
 * Pushes a branch under its own name, never by force. The default branch asks for a confirmation, which holds for the
 * commit that was shown with it: with another one on top it is asked for again. So does what an agent asks for with the
 * project's own secrets: while git uses them, they are within the reach of what runs beside it.
 */
export const pushBranch = command({
  name: "git.push",
  http: "POST /api/git/push",
  summary: "Push a branch to the origin",
  input: PushBranchInput,
  output: PushedBranch,
  prepare: (platform, input, actor) => lookAtBranch(platform, input, actor),
  async facts(tx, input, actor, head) {
    const { target, access, project } = await gitFacts(tx, input, actor);
    const { branch } = input;
    const byAgent = (await isAgentWithAccess(tx, actor, project.id)) ? (["agent_with_access"] as const) : [];
    const byBranch = isDefaultBranch(branch, project.defaultBranch) ? (["default_branch"] as const) : [];
    const traits = [...byBranch, ...byAgent];
    if (traits.length === 0) return { target, access, traits, agreed: null };
    const name = head ? `${head.commit.slice(0, 7)} ${head.subject}` : "it could not be looked at";
    return {
      target,
      access,
      traits,
      losses: [{ kind: "Newest commit", name, sizeBytes: null }],
      fingerprint: { branch, commit: head?.commit ?? null },
      /** What may be pushed of a branch that is asked about. */
      agreed: { commit: head?.commit ?? null },
    };
  },
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
