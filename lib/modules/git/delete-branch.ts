import { gitFacts, gitWork } from "#lib/modules/git/git-command.ts";
import { lookAtLosses } from "#lib/modules/git/look-at-losses.ts";
import { DeleteBranchInput, DeletedBranch } from "#lib/modules/git/schema.ts";
import { command } from "#lib/operations/command.ts";

/**
 * What another branch, a remote or a tag has too is deleted at once. Commits that only this branch has are listed and asked about;
 * the consent holds for the commit that was shown.
 */
export const deleteBranch = command({
  name: "git.delete-branch",
  http: "POST /api/git/delete-branch",
  summary: "Delete a branch",
  input: DeleteBranchInput,
  output: DeletedBranch,
  prepare: (platform, input, actor) => lookAtLosses(platform, input, actor),
  async facts(tx, input, actor, seen) {
    const facts = await gitFacts(tx, input, actor);
    if (seen && seen.total === 0) return { ...facts, commit: seen.commit };
    const names = seen
      ? seen.commits.map(({ sha, subject }) => `${sha.slice(0, 7)} ${subject}`)
      : ["it could not be looked at"];
    const more = seen ? seen.total - seen.commits.length : 0;
    if (more > 0) names.push(`and ${more} more`);
    return {
      ...facts,
      traits: ["unmerged_commits"] as const,
      losses: names.map((name) => ({ kind: "Commit", name, sizeBytes: null })),
      fingerprint: { branch: input.branch, commit: seen?.commit ?? null },
      commit: seen?.commit ?? null,
    };
  },
  work: { ...gitWork, key: ({ workspaceId, root }) => `git:${workspaceId}:${root}` },
});
