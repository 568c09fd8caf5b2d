import { invalid } from "#lib/kernel/errors.ts";
import { configOf } from "#lib/modules/configs/in-force.ts";
import { takeDrafts } from "#lib/modules/reviews/take-drafts.ts";
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
    const locked = await lockTaskFor(tx, input.taskId, "run.feedback");
    const run = locked.run ?? facts.run;
    const config = await configOf(tx, facts.project.id);
    const drafts = input.withDrafts && actor.userId ? await takeDrafts(tx, run, actor.userId) : [];
    const { text } = input;
    const comments = [...input.comments, ...drafts];
    if (text === "" && comments.length === 0)
      throw invalid("text", "say what should change, or comment on a line");
    const asked = await requeueRun(tx, run, {
      isByPerson: true,
      prompt: feedbackPrompt(text, comments),
      kind: "feedback",
      request: { text, comments },
      createdBy: actor.userId,
      change: { reviewRoundsLeft: config.reviewRoundsMax, reviewedCommit: run.headCommit },
    });
    await advanceTask(tx, locked, "run.feedback", { statusReason: null });
    return asked;
  },
  work: { timeoutMs: 300_000, attemptsMax: 3, key: ({ taskId }) => `run:${taskId}` },
});
