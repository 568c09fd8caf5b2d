import { abortedWith } from "#lib/modules/contests/abort-contest.ts";
import { endRun } from "#lib/modules/runs/end-run.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { AskedRun, type RunState, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { changeRun } from "#lib/modules/runs/store.ts";
import { lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { command } from "#lib/operations/command.ts";

/** Stops the agent, or all that work on the task to be compared, and keeps what was done; a run that nobody works on ends at once. */
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
    const reason = abortReason(actor.name);
    let state = run.state;
    for (const one of await abortedWith(tx, run)) {
      const ending = { from: standing, state: "aborted", reason, event: "run.abort" } as const;
      const ended = standing.includes(one.state) ? await endRun(tx, locked, one, ending) : null;
      if (!ended) await changeRun(tx, one.id, { isAbortAsked: true, stateReason: reason });
      if (ended && one.id === run.id) state = ended.state;
    }
    return { run: { id: run.id, state } };
  },
  work: { timeoutMs: 120_000, attemptsMax: 2, key: ({ taskId }) => `abort:${taskId}` },
});

/** What nobody works on ends at once. */
const standing: readonly RunState[] = ["queued", "interrupted"];

const abortReason = (name: string): string => `Aborted by ${name}.`;
