import { AppError, invalid } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { type Config, configOf } from "#lib/modules/configs/in-force.ts";
import { openProvider } from "#lib/modules/providers-llm/open-provider.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { gatewayTokenOf } from "#lib/modules/runs/gateway-token.ts";
import { branchOf, worktreeOf } from "#lib/modules/runs/rules.ts";
import { AskedRun, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { findLastRun, insertInteraction, insertRun } from "#lib/modules/runs/store.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import { taskPrompt } from "#lib/modules/runs/texts.ts";
import { advanceTask, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { branchSlugOf } from "#lib/modules/tasks/rules.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { reachWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { wakesOnDemand } from "#lib/modules/workspaces/rules.ts";
import { command } from "#lib/operations/command.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** The run is there at once, queued; a supervisor takes it up when its project has a place. */
export const startRun = command({
  name: "run.start",
  http: "POST /api/projects/:projectId/tasks/:taskId/execute",
  summary: "Let an agent work on a task",
  input: RunTaskInput,
  output: AskedRun,
  facts: (tx, input, actor) => taskFacts(tx, actor, input),
  async begin(tx, { facts: { project, workspace }, input, actor, platform }): Promise<AskedRun> {
    const locked = await lockTaskFor(tx, input.taskId, "run.start");
    const { task } = locked;
    // One that idled is started by the supervisor of the run.
    if (!wakesOnDemand(workspace)) await reachWorkspace(tx, platform, workspace.id);
    if (!project.defaultBranch) {
      throw new AppError(
        "REQUIREMENTS_NOT_MET",
        "The project has no default branch yet. Retry its creation.",
      );
    }
    const config = await configOf(tx, project.id);
    const before = await findLastRun(tx, task.id);
    const ordinal = (before?.ordinal ?? 0) + 1;
    const id = newId();
    const prompt = taskPrompt(task);
    const run = await insertRun(tx, {
      id,
      projectId: project.id,
      taskId: task.id,
      ordinal,
      state: "queued",
      ...(await chooseModel(tx, platform, { taskModel: task.model, config, project })),
      configVersion: config.version,
      branch: branchOf(task.number, branchSlugOf(task.title), ordinal),
      worktree: worktreeOf(task.number, ordinal),
      baseBranch: project.defaultBranch,
      pendingPrompt: prompt,
      reviewRoundsLeft: config.reviewRoundsMax,
      gatewayTokenHash: hashToken(gatewayTokenOf(platform.masterKey, id)),
      // Sequences rise over all runs of a task, so that a viewer who comes back misses nothing of the next one.
      lastSequence: before?.lastSequence ?? 0,
      createdBy: actor.userId,
    });
    await insertInteraction(tx, {
      id: newId(),
      runId: id,
      kind: "prompt",
      state: "settled",
      request: { text: prompt },
      createdBy: actor.userId,
    });
    await tellStatus(tx, run, "queued", null);
    await advanceTask(tx, locked, "run.start", { currentRunId: id, statusReason: null });
    return { run: { id, state: run.state } };
  },
  work: { timeoutMs: 300_000, attemptsMax: 3, key: ({ taskId }) => `run:${taskId}` },
});

interface Choice {
  taskModel: string | null;
  config: Config;
  project: { llmProvider: string | null };
}

/** The task's own model, else the project's, else the provider's first. */
async function chooseModel(tx: Tx, platform: Platform, { taskModel, config, project }: Choice) {
  const name = ProviderName.safeParse(config.provider ?? project.llmProvider).data ?? null;
  const provider = await openProvider(tx, platform, name);
  const model = taskModel ?? config.model ?? provider.models[0];
  if (!model) throw invalid("model", "the provider has no model set; name one on the task or in Settings");
  return { provider: provider.name, model };
}
