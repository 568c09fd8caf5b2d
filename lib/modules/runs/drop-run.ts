import { lookAtWorktree, lossesOf } from "#lib/modules/runs/look-at-worktree.ts";
import { otherRuns } from "#lib/modules/runs/other-runs.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { AskedRun, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { illegal, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { claimTask, standingFor } from "#lib/modules/tasks/claim-task.ts";
import { verbsOf } from "#lib/modules/tasks/rules.ts";
import { command } from "#lib/operations/command.ts";

/** Rejects the result, or clears away what an aborted run and the others of its task left; it lists what goes. */
export const dropRun = command({
  name: "run.drop",
  http: "POST /api/projects/:projectId/tasks/:taskId/drop",
  summary: "Drop a task's runs with their worktrees and branches",
  input: RunTaskInput,
  output: AskedRun,
  async prepare(platform, input, actor) {
    const { orm } = platform.database;
    const { run } = await currentRunFacts(orm, actor, input);
    for (const one of [run, ...(await otherRuns(orm, run))]) await lookAtWorktree(platform, one);
  },
  async facts(tx, input, actor, _seen, operationId) {
    const facts = await currentRunFacts(tx, actor, input);
    const standing = standingFor(operationId, facts.task, facts.run);
    if (!verbsOf(standing).includes("run.drop")) throw illegal(standing, "Dropping the run");
    const others = await otherRuns(tx, facts.run);
    const losses = [facts.run, ...others].flatMap(lossesOf);
    return { ...facts, others, losses, fingerprint: { runId: facts.run.id, losses } };
  },
  async begin(tx, { facts: { run }, input, operationId }): Promise<AskedRun> {
    await claimTask(tx, await lockTaskFor(tx, input.taskId, "run.drop"), operationId);
    return { run: { id: run.id, state: run.state } };
  },
  work: { timeoutMs: 300_000, attemptsMax: 3, key: ({ taskId }) => `run:${taskId}` },
});
