import { reachWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { wakeWorkspace } from "#lib/modules/workspaces/wake-workspace.ts";
import type { WorkContext } from "#lib/operations/handler.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

/** For work that somebody asked for: like `reachWorkspace`, and a workspace that idled is started for it first. */
export async function reachAwake(
  { actor, platform, signal }: Pick<WorkContext<unknown, never>, "actor" | "platform" | "signal">,
  workspaceId: string,
): Promise<WorkspacedAddress> {
  await wakeWorkspace(platform, workspaceId, { actor, reason: `${actor.name} works in it.`, signal });
  return reachWorkspace(platform.database.orm, platform, workspaceId);
}
