import { openAccessToken } from "#lib/modules/workspaces/access-token.ts";
import { tellChanged } from "#lib/modules/workspaces/observed.ts";
import type { WorkspaceActivity } from "#lib/modules/workspaces/schema.ts";
import {
  changeWorkspace,
  findWorkspaceAndProject,
  followWorkspace,
  listTerminalNames,
  type WorkspaceRow,
  writeActivity,
} from "#lib/modules/workspaces/store.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { getWorkspaceLosses } from "#lib/providers/workspaced/git.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";
import { readActivity, readUsage } from "#lib/providers/workspaced/terminals.ts";

/**
 * Asks a running workspace and keeps what it said on its row, where the facts of a command read it. A workspace that
 * does not run is left as it was seen last. Throws what the call throws.
 */

const activityDeadlineMs = 2500;

/** What runs in it now. */
export async function lookAtActivity(platform: Platform, workspace: WorkspaceRow): Promise<void> {
  const address = addressOf(platform, workspace);
  if (!address) return;
  const { terminals, agents, lastTypedAt } = await readActivity(address, { deadlineMs: activityDeadlineMs });
  const names = await listTerminalNames(platform.database.orm, workspace.id);
  const activity: WorkspaceActivity = {
    terminals: terminals.map(({ name, command, busy }) => ({
      name: names.get(name) ?? name,
      command,
      isBusy: busy,
    })),
    agents: agents.map(({ id, state }) => ({ id, state })),
  };
  const typedAt = lastTypedAt ? new Date(lastTypedAt) : null;
  await transact(platform.database, async (tx) => {
    if (await writeActivity(tx, workspace.id, activity)) tellChanged(tx, workspace);
    if (typedAt && typedAt.getTime() - workspace.lastActiveAt.getTime() > activityStepMs) {
      await changeWorkspace(tx, workspace.id, { lastActiveAt: typedAt, lastActiveReason: "typing" });
      await followWorkspace(tx, workspace.projectId, { lastActivityAt: typedAt });
      tellChanged(tx, workspace);
    }
  });
}

/** Typing moves the time of the last activity at most this often. */
const activityStepMs = 60_000;

/** What would go with it. */
export async function lookAtLosses(
  platform: Platform,
  workspace: WorkspaceRow,
  deadlineMs: number,
): Promise<void> {
  const address = addressOf(platform, workspace);
  if (!address) return;
  const [losses, usage] = await Promise.all([
    getWorkspaceLosses(address, { deadlineMs }),
    readUsage(address, { deadlineMs }),
  ]);
  const { source } = (await findWorkspaceAndProject(platform.database.orm, workspace.id))?.project ?? {};
  const { workspaceBytes, worktreesBytes } = usage;
  const ownBytes = source?.type === "folder" ? 0 : workspaceBytes;
  const sizeBytes = ownBytes === null || worktreesBytes === null ? null : ownBytes + worktreesBytes;
  await changeWorkspace(platform.database.orm, workspace.id, { observedLosses: { ...losses, sizeBytes } });
}

function addressOf(platform: Platform, workspace: WorkspaceRow): WorkspacedAddress | null {
  if (workspace.observedState !== "running" || !workspace.address) return null;
  return { baseUrl: workspace.address, token: openAccessToken(platform.masterKey, workspace) };
}
