import type { WorkspaceDetail } from "#lib/modules/workspaces/schema.ts";
import { capabilitiesOf, needsRebuild, settingsInForce } from "#lib/modules/workspaces/settings.ts";
import { findCreationOf, type ProjectRow, type WorkspaceRow } from "#lib/modules/workspaces/store.ts";
import { workspaceView } from "#lib/modules/workspaces/view.ts";
import { describeOperation } from "#lib/operations/describe.ts";
import { findOperation } from "#lib/operations/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** A workspace with all that its own page says of it. */
export async function workspaceDetail(
  tx: Tx,
  { workspace, project }: { workspace: WorkspaceRow; project: ProjectRow },
): Promise<WorkspaceDetail> {
  const capabilities = capabilitiesOf(workspace.runtime);
  const settings = settingsInForce(project, capabilities);
  const { observedLosses } = workspace;
  return {
    ...workspaceView(workspace, project),
    settings,
    capabilities,
    needsRebuild: needsRebuild(workspace, settings),
    losses: observedLosses && { ...observedLosses.totals, sizeBytes: observedLosses.sizeBytes },
    creation: await creationOf(tx, project.id),
  };
}

async function creationOf(tx: Tx, projectId: string): Promise<WorkspaceDetail["creation"]> {
  const operationId = await findCreationOf(tx, projectId);
  const row = operationId === null ? null : await findOperation(tx, operationId);
  if (!row) return null;
  const { id, steps, endedAt } = await describeOperation(tx, row);
  return { operationId: id, steps, endedAt };
}
