import { ne, or, sql } from "drizzle-orm";
import { workspaces } from "#drizzle/schema/projects.ts";
import { changeWorkspace, followWorkspace, type WorkspaceRow } from "#lib/modules/workspaces/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";
import type { Observed } from "#lib/providers/runtimes/port.ts";

type Seen = Pick<WorkspaceRow, "observedState" | "observedReason" | "address">;

/** What a runtime saw, in the words of the workspace's row. */
export function seenFrom(observed: Observed): Seen {
  const { state, reason = null, address = null } = observed;
  switch (state) {
    case "missing":
      return {
        observedState: "failed",
        observedReason: "The runtime no longer knows this workspace.",
        address: null,
      };
    case "running":
      return { observedState: "running", observedReason: null, address };
    default:
      return { observedState: state, observedReason: state === "stopped" ? null : reason, address: null };
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
  const { observedState, observedReason, address } = seen;
  const isOther = or(
    ne(workspaces.observedState, observedState),
    sql`${workspaces.observedReason} is distinct from ${observedReason}`,
    sql`${workspaces.address} is distinct from ${address}`,
  );
  const quiet = observedState === "running" ? {} : { observedActivity: null };
  const change = { ...seen, ...quiet, observedAt: sql`now()` };
  if (!(await changeWorkspace(tx, workspace.id, change, isOther))) return false;
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
