import { invalid } from "#lib/kernel/errors.ts";
import { type Config, configOf } from "#lib/modules/configs/in-force.ts";
import { openProvider } from "#lib/modules/providers-llm/open-provider.ts";
import { requireListedModel } from "#lib/modules/providers-llm/require-listed-model.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { insertQueuedRun, requireRunnable } from "#lib/modules/runs/insert-queued-run.ts";
import { refuseOwnAgents } from "#lib/modules/runs/refuse-own-agents.ts";
import { AskedRun, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { advanceTask, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { command } from "#lib/operations/command.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** The run is there at once, queued; a supervisor takes it up when its project has a place. */
export const startRun = command({
  name: "run.start",
  http: "POST /api/projects/:projectId/tasks/:taskId/execute",
  summary: "Let an agent work on a task",
  input: RunTaskInput,
  output: AskedRun,
  facts: (tx, input, actor) => {
    refuseOwnAgents(actor);
    return taskFacts(tx, actor, input);
  },
  async begin(tx, { facts: { project, workspace }, input, actor, platform }): Promise<AskedRun> {
    const locked = await lockTaskFor(tx, input.taskId, "run.start");
    const { task } = locked;
    const baseBranch = await requireRunnable(tx, platform, { project, workspace });
    const config = await configOf(tx, project.id);
    const chosen = await chooseModel(tx, platform, { taskModel: task.model, config, project, actor });
    const how = { ...chosen, config, baseBranch, createdBy: actor.userId };
    const run = await insertQueuedRun(tx, platform, task, how);
    await advanceTask(tx, locked, "run.start", { currentRunId: run.id, statusReason: null });
    return { run: { id: run.id, state: run.state } };
  },
  work: { timeoutMs: 300_000, attemptsMax: 3, key: ({ taskId }) => `run:${taskId}` },
});

interface Choice {
  taskModel: string | null;
  config: Config;
  project: { llmProvider: string | null };
  actor: Actor;
}

/** The task's own model, else the project's, else the provider's first. */
async function chooseModel(tx: Tx, platform: Platform, { taskModel, config, project, actor }: Choice) {
  const name = ProviderName.safeParse(config.provider ?? project.llmProvider).data ?? null;
  const provider = await openProvider(tx, platform, name);
  const model = taskModel ?? config.model ?? provider.models[0];
  if (!model) throw invalid("model", "the provider has no model set; name one on the task or in Settings");
  requireListedModel(actor, provider, model, "model");
  return { provider: provider.name, model };
}
