import { forbidden, invalid } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { configOf } from "#lib/modules/configs/in-force.ts";
import { CompareRunsInput, type Contestant } from "#lib/modules/contests/schema.ts";
import { openProvider } from "#lib/modules/providers-llm/open-provider.ts";
import { requireListedModel } from "#lib/modules/providers-llm/require-listed-model.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { insertQueuedRun, requireRunnable } from "#lib/modules/runs/insert-queued-run.ts";
import { refuseOwnAgents } from "#lib/modules/runs/refuse-own-agents.ts";
import { AskedRun } from "#lib/modules/runs/schema.ts";
import { advanceTask, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { command } from "#lib/operations/command.ts";
import { type Actor, isMachine } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** One run for each, in a worktree of its own; the card waits until all have ended, then for a person's choice. */
export const compareRuns = command({
  name: "run.compare",
  http: "POST /api/projects/:projectId/tasks/:taskId/compare",
  summary: "Let several models work on a task, so that one result is kept",
  input: CompareRunsInput,
  output: AskedRun,
  facts: (tx, input, actor) => {
    refuseOwnAgents(actor);
    return taskFacts(tx, actor, input);
  },
  async begin(tx, { facts: { project, workspace, access }, input, actor, platform }): Promise<AskedRun> {
    const locked = await lockTaskFor(tx, input.taskId, "run.compare");
    const baseBranch = await requireRunnable(tx, platform, { project, workspace });
    const contestId = newId();
    const ids: string[] = [];
    for (const [index, contestant] of input.models.entries()) {
      const chosen = await choose(tx, platform, {
        contestant,
        project,
        field: `models.${index}`,
        actor,
        mayActivate: access === "admin" && !isMachine(actor),
      });
      const how = { ...chosen, baseBranch, contestId, createdBy: actor.userId };
      const run = await insertQueuedRun(tx, platform, locked.task, how);
      ids.push(run.id);
    }
    const [first = ""] = ids;
    await advanceTask(tx, locked, "run.compare", { currentRunId: first, statusReason: null });
    return { run: { id: first, state: "queued" } };
  },
  work: { timeoutMs: 300_000, attemptsMax: 3, key: ({ taskId }) => `run:${taskId}` },
});

interface Choice {
  contestant: Contestant;
  project: { id: string; llmProvider: string | null };
  /** How an error names it. */
  field: string;
  actor: Actor;
  /** Whether the actor could put another version in force: then also for one run. */
  mayActivate: boolean;
}

async function choose(
  tx: Tx,
  platform: Platform,
  { contestant, project, field, actor, mayActivate }: Choice,
) {
  const { configVersion } = contestant;
  const config = await configOf(tx, project.id, configVersion);
  if (configVersion !== undefined && config.version !== configVersion) {
    throw invalid(`${field}.configVersion`, "is not a version of this project");
  }
  if (!mayActivate && config.version !== (await configOf(tx, project.id)).version) {
    throw forbidden(
      "Only an admin of the project lets agents work by another version than the one in force.",
    );
  }
  const usual = ProviderName.safeParse(config.provider ?? project.llmProvider).data ?? null;
  const provider = await openProvider(tx, platform, contestant.provider ?? usual);
  requireListedModel(actor, provider, contestant.model, `${field}.model`);
  return { config, provider: provider.name, model: contestant.model };
}
