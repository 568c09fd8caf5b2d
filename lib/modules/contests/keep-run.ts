import { conflict, notFound } from "#lib/kernel/errors.ts";
import { KeepRunInput } from "#lib/modules/contests/schema.ts";
import { keepOf, listContest } from "#lib/modules/contests/store.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { AskedRun } from "#lib/modules/runs/schema.ts";
import { amendTask, illegal, lockTask } from "#lib/modules/tasks/advance-task.ts";
import { command } from "#lib/operations/command.ts";

/** It is the task's run from now on; another one can be kept instead until the task is done. Nothing is removed. */
export const keepRun = command({
  name: "run.keep",
  http: "POST /api/projects/:projectId/tasks/:taskId/keep",
  summary: "Keep one of the results that were to be compared",
  input: KeepRunInput,
  output: AskedRun,
  facts: (tx, input, actor) => currentRunFacts(tx, actor, input),
  async apply(tx, { facts, input }): Promise<AskedRun> {
    const locked = await lockTask(tx, input.taskId);
    const { task, standing } = locked;
    if (task.status !== "human_review" || standing.claim !== null)
      throw illegal(standing, "Keeping a result");
    const members = await listContest(tx, locked.run ?? facts.run);
    const kept = members.find(({ id }) => id === input.runId);
    if (!kept) throw notFound("run");
    if (kept.state !== "finished" || !kept.isWorktreeKept) {
      throw conflict("This run came to no result, or it was dropped. Keep another one.");
    }
    await keepOf(
      tx,
      members.map(({ id }) => id),
      kept.id,
    );
    await amendTask(tx, task.id, { currentRunId: kept.id, statusReason: kept.stateReason });
    return { run: { id: kept.id, state: kept.state } };
  },
});
