import { endRun } from "#lib/modules/runs/end-run.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { AskedRun, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { changeRun } from "#lib/modules/runs/store.ts";
import { lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { command } from "#lib/operations/command.ts";

/** Stops the agent and keeps what was done; a run that nobody works on ends at once. */
export const abortRun = command({
  name: "run.abort",
  http: "POST /api/projects/:projectId/tasks/:taskId/abort",
  summary: "Stop the agent of a task",
  input: RunTaskInput,
  output: AskedRun,
  facts: (tx, input, actor) => currentRunFacts(tx, actor, input),
  async begin(tx, { facts, input, actor }): Promise<AskedRun> {
    const locked = await lockTaskFor(tx, input.taskId, "run.abort");
    const run = locked.run ?? facts.run;
    const ended = await endRun(tx, locked, run, {
      from: ["queued", "interrupted"],
      state: "aborted",
      reason: abortReason(actor.name),
      event: "run.abort",
    });
    if (!ended) await changeRun(tx, run.id, { isAbortAsked: true, stateReason: abortReason(actor.name) });
    return { run: { id: run.id, state: ended?.state ?? run.state } };
  },
  work: { timeoutMs: 120_000, attemptsMax: 2, key: ({ taskId }) => `abort:${taskId}` },
});

const abortReason = (name: string): string => `Aborted by ${name}.`;
