import { lookAtWorktree, lossesOf } from "#lib/modules/runs/look-at-worktree.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { RunTaskInput } from "#lib/modules/runs/schema.ts";
import { illegal, standingOf } from "#lib/modules/tasks/advance-task.ts";
import { verbsOf } from "#lib/modules/tasks/rules.ts";
import { command } from "#lib/operations/command.ts";

/** Rejects the result, or clears away what an aborted run left; it lists what goes. */
export const dropRun = command({
  name: "run.drop",
  http: "POST /api/projects/:projectId/tasks/:taskId/drop",
  summary: "Drop a task's run with its worktree and branch",
  input: RunTaskInput,
  async prepare(platform, input, actor) {
    const { run } = await currentRunFacts(platform.database.orm, actor, input);
    await lookAtWorktree(platform, run);
  },
  async facts(tx, input, actor) {
    const facts = await currentRunFacts(tx, actor, input);
    const standing = standingOf(facts.task, facts.run);
    if (!verbsOf(standing).includes("run.drop")) throw illegal(standing, "Dropping the run");
    const losses = lossesOf(facts.run);
    return { ...facts, losses, fingerprint: { runId: facts.run.id, losses } };
  },
  work: { timeoutMs: 300_000, attemptsMax: 3, key: ({ taskId }) => `run:${taskId}` },
});
