import { beginMerge, mergeFacts } from "#lib/modules/runs/begin-merge.ts";
import { AskedRun, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { command } from "#lib/operations/command.ts";

/** Merges the base into the run's worktree, so that what is reviewed is what will be merged. */
export const updateBase = command({
  name: "run.update-base",
  http: "POST /api/projects/:projectId/tasks/:taskId/update-base",
  summary: "Take what is new in the default branch over into a task's work",
  input: RunTaskInput,
  output: AskedRun,
  facts: mergeFacts,
  begin: beginMerge("Taking the base over"),
  work: { timeoutMs: 600_000, attemptsMax: 3, key: ({ projectId }) => `merge:${projectId}` },
});
