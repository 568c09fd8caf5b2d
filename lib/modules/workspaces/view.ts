import { stateOf } from "#lib/modules/workspaces/rules.ts";
import type { WorkspaceView } from "#lib/modules/workspaces/schema.ts";
import type { WorkspaceRow } from "#lib/modules/workspaces/store.ts";

/** A workspace as the doors show it: without its address and its token. */
export const workspaceView = (row: WorkspaceRow): WorkspaceView => ({
  id: row.id,
  projectId: row.projectId,
  runtime: row.runtime,
  state: stateOf(row),
  reason: row.observedReason,
  activity: row.observedActivity,
  lastActiveAt: row.lastActiveAt.toISOString(),
  lastActiveReason: row.lastActiveReason,
  observedAt: row.observedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});
