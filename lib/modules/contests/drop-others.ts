import { AppError, conflict } from "#lib/kernel/errors.ts";
import { lookAtWorktree, lossesOf } from "#lib/modules/runs/look-at-worktree.ts";
import { otherRuns } from "#lib/modules/runs/other-runs.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { AskedRun, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { lockTask } from "#lib/modules/tasks/advance-task.ts";
import { claimTask, requireFree, standingFor } from "#lib/modules/tasks/claim-task.ts";
import { command } from "#lib/operations/command.ts";

/** What was not kept goes, with a list of what is in it; the current run stays as it is. */
export const dropOthers = command({
  name: "run.drop-others",
  http: "POST /api/projects/:projectId/tasks/:taskId/drop-others",
  summary: "Drop the worktrees and branches of a task's other runs",
  input: RunTaskInput,
  output: AskedRun,
  async prepare(platform, input, actor) {
    const { orm } = platform.database;
    const { run } = await currentRunFacts(orm, actor, input);
    for (const one of await otherRuns(orm, run)) await lookAtWorktree(platform, one);
  },
  async facts(tx, input, actor, _seen, operationId) {
    const facts = await currentRunFacts(tx, actor, input);
    requireFree(standingFor(operationId, facts.task, facts.run), what);
    if (facts.run.contestId !== null && facts.task.status !== "todo") {
      throw conflict("Keep one of the results first.");
    }
    const others = (await otherRuns(tx, facts.run)).filter(({ state }) => !isLive(state));
    if (others.length === 0) throw new AppError("CONFLICT", "There is no other run with a worktree.");
    const losses = others.flatMap(lossesOf);
    return { ...facts, others, losses, fingerprint: { runIds: others.map(({ id }) => id), losses } };
  },
  async begin(tx, { facts: { run }, input, operationId }): Promise<AskedRun> {
    const locked = await lockTask(tx, input.taskId);
    requireFree(locked.standing, what);
    await claimTask(tx, locked, operationId);
    return { run: { id: run.id, state: run.state } };
  },
  work: { timeoutMs: 300_000, attemptsMax: 3, key: ({ taskId }) => `run:${taskId}` },
});

const what = "Dropping the others";
