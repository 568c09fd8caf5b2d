import { conflict } from "#lib/kernel/errors.ts";
import { lookAtWorktree, lossesOf } from "#lib/modules/runs/look-at-worktree.ts";
import { listRunsOfTask } from "#lib/modules/runs/of-task.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import { lockTask } from "#lib/modules/tasks/advance-task.ts";
import { claimTask, requireFree, standingFor } from "#lib/modules/tasks/claim-task.ts";
import { TaskInput } from "#lib/modules/tasks/schema.ts";
import { taskFacts } from "#lib/modules/tasks/task-facts.ts";
import { command } from "#lib/operations/command.ts";

/** With all its runs; it lists what is in their worktrees and nowhere else. */
export const deleteTask = command({
  name: "task.delete",
  http: "DELETE /api/projects/:projectId/tasks/:taskId",
  summary: "Delete a task with its runs",
  input: TaskInput,
  async prepare(platform, input, actor) {
    const { task } = await taskFacts(platform.database.orm, actor, input);
    for (const run of await listRunsOfTask(platform.database.orm, task.id)) {
      await lookAtWorktree(platform, run);
    }
  },
  async facts(tx, input, actor, _seen, operationId) {
    const facts = await taskFacts(tx, actor, input);
    requireFree(standingFor(operationId, facts.task, facts.run), what);
    const runs = await listRunsOfTask(tx, facts.task.id);
    if (runs.some(({ state }) => isLive(state))) throw conflict("An agent works on it. Abort the run first.");
    const losses = runs.flatMap(lossesOf);
    return { ...facts, runs, losses, fingerprint: losses };
  },
  async begin(tx, { input, operationId }) {
    const locked = await lockTask(tx, input.taskId);
    requireFree(locked.standing, what);
    await claimTask(tx, locked, operationId);
    return null;
  },
  work: { timeoutMs: 600_000, attemptsMax: 3, key: ({ taskId }) => `run:${taskId}` },
});

const what = "Deleting the task";
