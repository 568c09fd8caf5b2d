import { gitFacts } from "#lib/modules/git/git-command.ts";
import type { BranchLosses, WorkLosses } from "#lib/modules/git/schema.ts";
import { reachAwake } from "#lib/modules/workspaces/reach-awake.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { getBranchLosses, getStashes, getWorkLosses } from "#lib/providers/workspaced/git-branches.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

const deadlineMs = 2500;

interface Place {
  workspaceId: string;
  root: string;
}

async function look<Seen>(
  platform: Platform,
  input: Place,
  actor: Actor,
  ask: (address: WorkspacedAddress) => Promise<Seen>,
): Promise<Seen> {
  const { orm } = platform.database;
  await gitFacts(orm, input, actor);
  // For a deed that somebody asked for: a workspace that idled starts.
  const signal = AbortSignal.timeout(deadlineMs);
  return withWorkspace(await reachAwake({ actor, platform, signal }, input.workspaceId), ask);
}

/** The commits that would go with a branch. */
export const lookAtLosses = (
  platform: Platform,
  input: Place & { branch: string },
  actor: Actor,
): Promise<BranchLosses> =>
  look(platform, input, actor, (address) => {
    const { root, branch } = input;
    return getBranchLosses(address, { root, branch }, { deadlineMs });
  });

/** What a stash holds, in words; null where it is gone already. */
export const lookAtStash = (
  platform: Platform,
  input: Place & { sha: string },
  actor: Actor,
): Promise<string | null> =>
  look(platform, input, actor, async (address) => {
    const { items } = await getStashes(address, { root: input.root }, { deadlineMs });
    const stash = items.find(({ sha }) => sha === input.sha);
    return stash ? `${stash.message} (${stash.files} ${stash.files === 1 ? "file" : "files"})` : null;
  });

/** What people did since a merge or rebase stopped. */
export const lookAtWork = (
  platform: Platform,
  { root, ...input }: Place,
  actor: Actor,
): Promise<WorkLosses> =>
  look(platform, { root, ...input }, actor, (address) => getWorkLosses(address, { root }, { deadlineMs }));
