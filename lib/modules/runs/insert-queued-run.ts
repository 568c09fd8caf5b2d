import { AppError } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import type { Config } from "#lib/modules/configs/in-force.ts";
import type { ProjectFacts } from "#lib/modules/projects/project-facts.ts";
import { branchOf, worktreeOf } from "#lib/modules/runs/rules.ts";
import { findLastRun, insertInteraction, insertRun, type RunRow } from "#lib/modules/runs/store.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import { taskPrompt } from "#lib/modules/runs/texts.ts";
import { requireMonthBudget } from "#lib/modules/spending/judge-project.ts";
import type { LockedTask } from "#lib/modules/tasks/advance-task.ts";
import { branchSlugOf } from "#lib/modules/tasks/rules.ts";
import { reachWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { wakesOnDemand } from "#lib/modules/workspaces/rules.ts";
import { newGatewayToken } from "#lib/platform/auth/run-key.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** The branch that a run of the project begins from; throws, with what to do, where none could begin. */
export async function requireRunnable(
  tx: Tx,
  platform: Platform,
  { project, workspace }: Pick<ProjectFacts, "project" | "workspace">,
): Promise<string> {
  // One that idled is started by the supervisor of the run.
  if (!wakesOnDemand(workspace)) await reachWorkspace(tx, platform, workspace.id);
  await requireMonthBudget(tx, project.id);
  if (project.defaultBranch) return project.defaultBranch;
  throw new AppError("REQUIREMENTS_NOT_MET", "The project has no default branch yet. Retry its creation.");
}

interface How {
  config: Config;
  provider: string;
  model: string;
  baseBranch: string;
  /** Of runs that are begun together. */
  contestId?: string;
  createdBy: string | null;
}

/** The next run of a locked task, with its prompt and its first line of output; a supervisor takes it up. */
export async function insertQueuedRun(
  tx: Tx,
  platform: Platform,
  task: LockedTask["task"],
  { config, provider, model, baseBranch, contestId, createdBy }: How,
): Promise<RunRow> {
  const before = await findLastRun(tx, task.id);
  const ordinal = (before?.ordinal ?? 0) + 1;
  const id = newId();
  const prompt = taskPrompt(task);
  const run = await insertRun(tx, {
    id,
    projectId: task.projectId,
    taskId: task.id,
    ordinal,
    contestId: contestId ?? null,
    state: "queued",
    provider,
    model,
    configVersion: config.version,
    branch: branchOf(task.number, branchSlugOf(task.title), ordinal),
    worktree: worktreeOf(task.number, ordinal),
    baseBranch,
    pendingPrompt: prompt,
    reviewRoundsLeft: config.reviewRoundsMax,
    gatewayTokenHash: hashToken(newGatewayToken(platform.masterKey, id)),
    // Sequences rise over all runs of a task, so that a viewer who comes back misses nothing of the next one.
    lastSequence: before?.lastSequence ?? 0,
    createdBy,
  });
  const said = { id: newId(), runId: id, kind: "prompt", state: "settled", createdBy } as const;
  await insertInteraction(tx, { ...said, request: { text: prompt } });
  await tellStatus(tx, run, "queued", null);
  return run;
}
