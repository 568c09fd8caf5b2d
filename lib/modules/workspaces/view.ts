import { idleStopMsOf, isGone, stateOf, stopsAtOf, wakesOnDemand } from "#lib/modules/workspaces/rules.ts";
import type { WorkspaceView } from "#lib/modules/workspaces/schema.ts";
import type { ProjectRow, WorkspaceRow } from "#lib/modules/workspaces/store.ts";

/** A workspace as the doors show it: without its address and its token. */
export function workspaceView(
  row: WorkspaceRow,
  { workspaceSettings }: Pick<ProjectRow, "workspaceSettings">,
): WorkspaceView {
  const isUp = row.observedState === "running";
  const idleStopMs = idleStopMsOf(row.runtime, workspaceSettings);
  return {
    id: row.id,
    projectId: row.projectId,
    runtime: row.runtime,
    state: stateOf(row),
    reason: row.observedReason,
    isGone: isGone(row),
    activity: row.observedActivity,
    lastActiveAt: row.lastActiveAt.toISOString(),
    lastActiveReason: row.lastActiveReason,
    idleStopMs,
    stopsAt: stopsAtOf(row, idleStopMs)?.toISOString() ?? null,
    stopCause: isUp ? null : row.stopCause,
    wakesOnDemand: wakesOnDemand(row),
    startedAt: isUp ? (row.startedAt?.toISOString() ?? null) : null,
    observedAt: row.observedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
