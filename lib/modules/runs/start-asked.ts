import { waitForStart } from "#lib/modules/runs/wait-for-run.ts";
import type { TaskFacts } from "#lib/modules/tasks/task-facts.ts";
import type { WorkContext } from "#lib/operations/handler.ts";

/** The work of every verb that sets an agent to work: the supervisor does it, the operation says how it began. */
export async function startAsked({
  facts,
  platform,
  signal,
  log,
  step,
  close,
}: WorkContext<unknown, TaskFacts>): Promise<void> {
  const runId = facts.task.currentRunId;
  if (!runId) throw new Error("The task lost its run.");
  const asked = await step("Set the agent to work", () => waitForStart({ platform, runId, signal, log }));
  await close(async () => asked);
}
