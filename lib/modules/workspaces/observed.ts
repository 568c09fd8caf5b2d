import { goneReason } from "#lib/modules/workspaces/rules.ts";
import { followWorkspace, type WorkspaceRow, writeObserved } from "#lib/modules/workspaces/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";
import type { Observed } from "#lib/providers/runtimes/port.ts";

type Seen = Pick<WorkspaceRow, "observedState" | "observedReason" | "address" | "startedAt">;

/** What a runtime saw, in the words of the workspace's row. `isGone`: it has nothing of a missing one any more. */
export function seenFrom(observed: Observed, isGone = false): Seen {
  const { state, reason = null, address = null, startedAt = null } = observed;
  switch (state) {
    case "missing":
      return {
        observedState: "failed",
        observedReason: isGone ? goneReason : "The runtime no longer knows this workspace.",
        address: null,
        startedAt: null,
      };
    case "running":
      return { observedState: "running", observedReason: reason, address, startedAt };
    default:
      return {
        observedState: state,
        observedReason: reason,
        address: null,
        startedAt: null,
      };
  }
}

/**
 * Writes what was seen of a workspace that came up, inside `transact`; its project follows. Tells the screens only of a
 * change. False where nothing had changed.
 */
export async function writeSeen(
  tx: Tx,
  workspace: Pick<WorkspaceRow, "id" | "projectId">,
  seen: Seen,
): Promise<boolean> {
  const { observedState, observedReason } = seen;
  if (!(await writeObserved(tx, workspace.id, seen))) return false;
  const status = observedState === "running" || observedState === "stopped" ? observedState : "error";
  await followWorkspace(tx, workspace.projectId, { status, statusReason: observedReason });
  tellChanged(tx, workspace);
  return true;
}

/** Both lists show the state of a workspace. */
export function tellChanged(tx: Tx, { id, projectId }: Pick<WorkspaceRow, "id" | "projectId">): void {
  publish(tx, { topic: "workspaces", name: "workspace.updated", subjectId: id, projectId });
  publish(tx, { topic: "projects", name: "project.updated", subjectId: projectId, projectId });
}
