import type { Loss } from "#lib/kernel/answer.ts";
import { conflict } from "#lib/kernel/errors.ts";
import { liveRunLosses } from "#lib/modules/runs/interrupt-runs.ts";
import { lookAtActivity, lookAtLosses } from "#lib/modules/workspaces/look.ts";
import {
  activityFingerprint,
  activityLosses,
  hasComeUp,
  keptWork,
  localRefusal,
} from "#lib/modules/workspaces/rules.ts";
import {
  findWorkspace,
  findWorkspaceOf,
  hasFurtherPeople,
  type WorkspaceRow,
} from "#lib/modules/workspaces/store.ts";
import type { CommandFacts } from "#lib/operations/command.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** What starts, stops and restarts depend on, whether the project or its workspace is named. */

type LifeFacts = Pick<CommandFacts, "traits" | "losses" | "fingerprint">;

/** FORBIDDEN for a member on the local runtime; where a member is in the project, an owner or admin is asked. */
export async function startFacts(tx: Tx, actor: Actor, workspace: WorkspaceRow): Promise<LifeFacts> {
  requireCreated(workspace);
  return ownerFacts(tx, actor, workspace);
}

/** The same of a workspace that is yet to be made. */
export async function ownerFacts(
  tx: Tx,
  actor: Actor,
  workspace: Pick<WorkspaceRow, "projectId" | "runtime">,
): Promise<LifeFacts> {
  const refusal = localRefusal(actor, workspace.runtime);
  if (refusal) throw refusal;
  // What a person once started, the product itself may bring back.
  if (actor.kind === "system" || workspace.runtime !== "local") return {};
  return (await hasFurtherPeople(tx, workspace.projectId)) ? { traits: ["shared_local_workspace"] } : {};
}

export async function stopFacts(tx: Tx, workspace: WorkspaceRow): Promise<LifeFacts> {
  requireCreated(workspace);
  const fingerprint = activityFingerprint(workspace.observedActivity);
  const losses = [...(await workLosses(tx, workspace)), ...keptWork(workspace.observedLosses)];
  return { losses, fingerprint };
}

/** What is interrupted with a workspace: the runs of its agents by their tasks, then what else was seen to run in it. */
export async function workLosses(tx: Tx, { projectId, observedActivity }: WorkspaceRow): Promise<Loss[]> {
  const runs = await liveRunLosses(tx, projectId);
  const named = runs.map(({ agentId }) => agentId);
  return [...runs.map(({ agentId: _, ...loss }) => loss), ...activityLosses(observedActivity, named)];
}

export function requireCreated(workspace: WorkspaceRow): void {
  if (hasComeUp(workspace)) return;
  const sentence =
    workspace.observedState === "removed"
      ? "There is no workspace now. Make it again first."
      : "The workspace has not come up yet.";
  throw conflict(sentence, { workspaceState: workspace.observedState });
}

const lossesDeadlineMs = 2800;

type Named = { workspaceId: string } | { projectId: string };

/** Looks at what runs in a workspace that the actor may see, and at what is nowhere but there. */
export async function lookInside(platform: Platform, actor: Actor, named: Named): Promise<void> {
  const workspace = await findVisible(platform, actor, named);
  if (!workspace) return;
  await Promise.all([
    lookAtActivity(platform, workspace),
    lookAtLosses(platform, workspace, lossesDeadlineMs),
  ]);
}

/** A workspace that the actor may see, for a look at the outside. */
export async function findVisible(
  platform: Platform,
  actor: Actor,
  named: Named,
): Promise<WorkspaceRow | null> {
  const { orm } = platform.database;
  const workspace = await ("workspaceId" in named
    ? findWorkspace(orm, named.workspaceId)
    : findWorkspaceOf(orm, named.projectId));
  if (!workspace) return null;
  return (await accessToProject(orm, actor, workspace.projectId)) === "none" ? null : workspace;
}
