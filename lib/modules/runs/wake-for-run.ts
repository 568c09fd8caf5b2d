import type { RunRow } from "#lib/modules/runs/store.ts";
import { findWorkspaceOfProject } from "#lib/modules/workspaces/of-project.ts";
import { wakeWorkspace } from "#lib/modules/workspaces/wake-workspace.ts";
import { systemActor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** An agent is work: a workspace that idled starts for it. */
export async function wakeForRun(
  platform: Platform,
  { projectId }: Pick<RunRow, "projectId">,
  { taskNumber, signal }: { taskNumber: number; signal: AbortSignal },
): Promise<void> {
  const workspace = await findWorkspaceOfProject(platform.database.orm, projectId);
  if (!workspace) return;
  const reason = `An agent is to work on #${taskNumber}.`;
  await wakeWorkspace(platform, workspace.id, { actor: systemActor("Start on demand"), reason, signal });
}
