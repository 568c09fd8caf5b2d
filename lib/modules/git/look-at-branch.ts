import { gitFacts } from "#lib/modules/git/git-command.ts";
import { isDefaultBranch } from "#lib/modules/git/rules.ts";
import { isAgentWithAccess } from "#lib/modules/git-access/access-facts.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
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
 * What a push would bring to the origin; null where nobody has to agree to it. For a deed that somebody asked for, so a
 * workspace that idled starts. Throws what the workspace answers.
 */
export async function lookAtBranch(
  platform: Platform,
  input: { workspaceId: string; root: string; branch: string },
  actor: Actor,
): Promise<BranchHead | null> {
  const { orm } = platform.database;
  const { project } = await gitFacts(orm, input, actor);
  const isAsked =
    isDefaultBranch(input.branch, project.defaultBranch) || (await isAgentWithAccess(orm, actor, project.id));
  if (!isAsked) return null;
  const signal = AbortSignal.timeout(deadlineMs);
  const address = await reachAwake({ actor, platform, signal }, input.workspaceId);
  const { root, branch: revision } = input;
  const { items } = await getLog(address, { root, revision, limit: 1 }, { deadlineMs });
  const [newest] = items;
  return newest ? { commit: newest.sha, subject: newest.subject } : null;
}
