import { gitFacts } from "#lib/modules/git/git-command.ts";
import { isDefaultBranch } from "#lib/modules/git/rules.ts";
import { reachWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { getLog } from "#lib/providers/workspaced/git.ts";

/** The commit a branch points to. */
export interface BranchHead {
  commit: string;
  subject: string;
}

const deadlineMs = 2500;

/**
 * What a push of a default branch would bring to the origin; null for other branches, which nobody has to agree to.
 * Throws what the workspace answers.
 */
export async function lookAtBranch(
  platform: Platform,
  input: { workspaceId: string; root: string; branch: string },
  actor: Actor,
): Promise<BranchHead | null> {
  const { orm } = platform.database;
  const { project } = await gitFacts(orm, input, actor);
  if (!isDefaultBranch(input.branch, project.defaultBranch)) return null;
  const address = await reachWorkspace(orm, platform, input.workspaceId);
  const { root, branch: revision } = input;
  const { items } = await getLog(address, { root, revision, limit: 1 }, { deadlineMs });
  const [newest] = items;
  return newest ? { commit: newest.sha, subject: newest.subject } : null;
}
