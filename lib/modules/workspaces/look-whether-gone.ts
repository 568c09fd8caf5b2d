import { seenFrom, writeSeen } from "#lib/modules/workspaces/observed.ts";
import { hasComeUp } from "#lib/modules/workspaces/rules.ts";
import { findWorkspace, hasLifeOperation, type WorkspaceRow } from "#lib/modules/workspaces/store.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Belonging, Observed, RuntimeKind } from "#lib/providers/runtimes/port.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

/** Whether none of what a runtime holds is this workspace's. A network is its project's, and holds no data. */
const hasNothingLeft = ({ id }: Pick<WorkspaceRow, "id">, left: readonly Belonging[]): boolean =>
  !left.some(({ kind, workspaceId }) => workspaceId === id && kind !== "network");

/**
 * Asks the runtime afresh, and writes down what it says of a workspace that it does not know. True where it answered
 * and has neither the workspace nor any data of it; throws where it cannot be asked.
 */
export async function lookWhetherGone(platform: Platform, workspace: WorkspaceRow): Promise<boolean> {
  if (!hasComeUp(workspace) || workspace.observedState === "running") return false;
  const runtime = await runtimeFor(workspace.runtime);
  const observed = await runtime.observe(workspace.runtimeRef ?? workspace.id);
  if (observed.state !== "missing") return false;
  const isGone = hasNothingLeft(workspace, await runtime.listBelongings());
  return transact(platform.database, async (tx) => {
    // What an operation is at work on may come into being just now.
    if (await hasLifeOperation(tx, workspace)) return false;
    const current = await findWorkspace(tx, workspace.id);
    if (current?.observedAt?.getTime() !== workspace.observedAt?.getTime()) return false;
    await writeSeen(tx, workspace, seenFrom(observed, isGone));
    return isGone;
  });
}

/** What runtimes hold, asked once until it is forgotten: of all the workspaces of a lost machine, each would ask. */
export function createHoldings(platform: Platform) {
  const held = new Map<RuntimeKind, Promise<Belonging[]>>();
  return {
    /** Where what is held cannot be listed, data may be left. */
    async isGone(workspace: WorkspaceRow, { state }: Observed, signal: AbortSignal): Promise<boolean> {
      if (state !== "missing") return false;
      const { id, runtime: kind } = workspace;
      const asked = held.get(kind) ?? runtimeFor(kind).then((runtime) => runtime.listBelongings({ signal }));
      held.set(kind, asked);
      try {
        return hasNothingLeft(workspace, await asked);
      } catch (error) {
        platform.log.debug({ err: error, workspaceId: id }, "what is left of it is not known");
        return false;
      }
    },
    /** Without a kind, of all runtimes. */
    forget(kind?: RuntimeKind): void {
      if (kind) held.delete(kind);
      else held.clear();
    },
  };
}
