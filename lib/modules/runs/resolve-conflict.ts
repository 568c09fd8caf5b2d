import { configOf } from "#lib/modules/configs/in-force.ts";
import { requeueRun } from "#lib/modules/runs/requeue-run.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { AskedRun, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { conflictPrompt } from "#lib/modules/runs/texts.ts";
import { advanceTask, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { command } from "#lib/operations/command.ts";

/** The base is merged into the run's worktree, and the same agent settles what is in conflict; reviewed anew. */
export const resolveConflict = command({
  name: "run.resolve-conflict",
  http: "POST /api/projects/:projectId/tasks/:taskId/resolve-conflict",
  summary: "Let the agent resolve the conflict that the merge of a task ended in",
  input: RunTaskInput,
  output: AskedRun,
  facts: (tx, input, actor) => currentRunFacts(tx, actor, input),
  async begin(tx, { facts, input, actor }): Promise<AskedRun> {
    const locked = await lockTaskFor(tx, input.taskId, "run.resolve-conflict");
    const run = locked.run ?? facts.run;
    const text = conflictPrompt(run.baseBranch, locked.task.conflictFiles ?? []);
    const config = await configOf(tx, facts.project.id);
    const asked = await requeueRun(tx, run, {
      isByPerson: true,
      prompt: text,
      kind: "feedback",
      request: { text, comments: [] },
      createdBy: actor.userId,
      change: { reviewRoundsLeft: config.reviewRoundsMax, isBasePending: true },
    });
    await advanceTask(tx, locked, "run.resolve-conflict", { statusReason: null });
    return asked;
  },
  work: { timeoutMs: 300_000, attemptsMax: 3, key: ({ taskId }) => `run:${taskId}` },
});
