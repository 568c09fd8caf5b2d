import { agentName } from "#lib/kernel/states.ts";
import { openAccessToken } from "#lib/modules/workspaces/access-token.ts";
import { tellChanged } from "#lib/modules/workspaces/observed.ts";
import { deedWords } from "#lib/modules/workspaces/rules.ts";
import type { WorkspaceActivity } from "#lib/modules/workspaces/schema.ts";
import {
  changeWorkspace,
  findLastDeed,
  findWorkspaceAndProject,
  followWorkspace,
  type LastDeed,
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

/** What runs in it now, and what it was last awake for. */
export async function lookAtActivity(platform: Platform, workspace: WorkspaceRow): Promise<void> {
  const address = addressOf(platform, workspace);
  if (!address) return;
  const { orm } = platform.database;
  const seen = await readActivity(address, { deadlineMs: activityDeadlineMs });
  const names = await listTerminalNames(orm, workspace.id);
  const nameOf = (session: string) => names.get(session) ?? session;
  const activity: WorkspaceActivity = {
    terminals: seen.terminals.map(({ name, command, busy }) => ({
      name: nameOf(name),
      command,
      isBusy: busy,
    })),
    agents: seen.agents.map(({ id, state }) => ({ id, state })),
  };
  const typedIn = seen.lastTypedIn ? ` in ${nameOf(seen.lastTypedIn)}` : "";
  const typing = seen.lastTypedAt ? { at: new Date(seen.lastTypedAt), reason: `typing${typedIn}` } : null;
  const use = lastUse(activity, typing, await findLastDeed(orm, workspace.projectId));
  await transact(platform.database, async (tx) => {
    if (await writeActivity(tx, workspace.id, activity)) tellChanged(tx, workspace);
    if (!use || use.at.getTime() - workspace.lastActiveAt.getTime() <= activityStepMs) return;
    await changeWorkspace(tx, workspace.id, { lastActiveAt: use.at, lastActiveReason: use.reason });
    if (use === typing) await followWorkspace(tx, workspace.projectId, { lastActivityAt: use.at });
    tellChanged(tx, workspace);
  });
}

/** What is used moves the time of the last activity at most this often. */
const activityStepMs = 60_000;

interface Use {
  at: Date;
  reason: string;
}

/** Work that is under way counts as used now: an agent's, or a program's in a terminal. An open tab does not. */
function lastUse({ terminals }: WorkspaceActivity, typing: Use | null, deed: LastDeed): Use | null {
  const now = new Date();
  if (deed.agentOf !== null) return { at: now, reason: agentName(deed.agentOf) };
  const busy = terminals.find(({ isBusy }) => isBusy);
  if (busy) return { at: now, reason: `${busy.command ?? "a program"} in ${busy.name}` };
  const done = deed.command && deed.at ? { at: deed.at, reason: deedWords(deed.command, deed.input) } : null;
  if (!typing || !done) return typing ?? done;
  return typing.at >= done.at ? typing : done;
}

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
