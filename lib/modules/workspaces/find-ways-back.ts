import { existsSync } from "node:fs";
import { hasOnNetworks, listOnNetworks, type WorkspaceRow } from "#lib/modules/workspaces/store.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Subnets, WayBack } from "#lib/providers/runtimes/port.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

/** How programs in a workspace reach this server; null: as anybody on this machine does. */
export async function findWayBack(workspace: WorkspaceRow): Promise<WayBack | null> {
  const runtime = await runtimeFor(workspace.runtime);
  return runtime.findWayBack(workspace.runtimeRef ?? workspace.id);
}

/**
 * The networks of the engine; asks nobody, and is null, where this installation never had a workspace on one, or this
 * process has no engine, as one that serves pages alone: no workspace reaches it by a network that it joined.
 */
export async function listSubnetsOfEngine(platform: Platform): Promise<Subnets | null> {
  if (!existsSync(platform.environment.dockerSocket)) return null;
  if (!(await hasOnNetworks(platform.database.orm))) return null;
  return (await runtimeFor("docker")).listSubnets();
}

/**
 * Finds, each time it is asked, the ways back of all workspaces that are up or coming up. A runtime is asked once for
 * each start of a workspace; while it does not answer, what it said last holds.
 */
export function createWaysBack(platform: Platform): () => Promise<WayBack[]> {
  const known = new Map<string, { startedAt: number; way: WayBack }>();

  async function wayOf(workspace: WorkspaceRow): Promise<WayBack | null> {
    const { id, observedState } = workspace;
    const startedAt = workspace.startedAt?.getTime() ?? 0;
    const before = known.get(id);
    if (before && before.startedAt === startedAt && observedState === "running") return before.way;
    try {
      const way = await findWayBack(workspace);
      // What is not there yet is asked for again.
      if (way !== null) known.set(id, { startedAt, way });
      return way;
    } catch (error) {
      platform.log.debug({ err: error, workspaceId: id }, "the way back of a workspace is not known");
      return before?.way ?? null;
    }
  }

  return async () => {
    const rows = await listOnNetworks(platform.database.orm);
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    return (await Promise.all(rows.map(wayOf))).filter((way) => way !== null);
  };
}
