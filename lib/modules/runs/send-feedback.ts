import { configOf } from "#lib/modules/configs/in-force.ts";
import { requeueRun } from "#lib/modules/runs/requeue-run.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { AskedRun, SendFeedbackInput } from "#lib/modules/runs/schema.ts";
import { feedbackPrompt } from "#lib/modules/runs/texts.ts";
import { advanceTask, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { command } from "#lib/operations/command.ts";

/** The same run goes on in the same session, and is reviewed anew. */
export const sendFeedback = command({
  name: "run.feedback",
  http: "POST /api/projects/:projectId/tasks/:taskId/feedback",
  summary: "Send the work back to the agent with what should change",
  input: SendFeedbackInput,
  output: AskedRun,
  facts: (tx, input, actor) => currentRunFacts(tx, actor, input),
  async begin(tx, { facts, input, actor }): Promise<AskedRun> {
    const { text, comments } = input;
    const locked = await lockTaskFor(tx, input.taskId, "run.feedback");
    const config = await configOf(tx, facts.project.id);
    const asked = await requeueRun(tx, locked.run ?? facts.run, {
      prompt: feedbackPrompt(text, comments),
      kind: "feedback",
      request: { text, comments },
      createdBy: actor.userId,
      change: { reviewRoundsLeft: config.reviewRoundsMax },
    });
    await advanceTask(tx, locked, "run.feedback", { statusReason: null });
    return asked;
  },
  work: { timeoutMs: 300_000, attemptsMax: 3, key: ({ taskId }) => `run:${taskId}` },
});
