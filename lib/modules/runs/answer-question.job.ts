import { conflict } from "#lib/kernel/errors.ts";
import { agentOfRun, askAgain } from "#lib/modules/runs/answer-ask.ts";
import { answerQuestion } from "#lib/modules/runs/answer-question.ts";
import { openDriver } from "#lib/modules/runs/run-place.ts";
import { handler } from "#lib/operations/handler.ts";

export const runAnswerQuestion = handler(
  answerQuestion,
  async ({ input: { questionId, answers }, facts: { run }, platform, close }) => {
    const driver = await openDriver();
    const endpoint = await agentOfRun(platform, run);
    const isTaken =
      answers === null
        ? await driver.rejectQuestion(endpoint, questionId)
        : await driver.answerQuestion(endpoint, questionId, answers);
    if (!isTaken) throw conflict("The agent does not wait for this answer any more.");
    await close(async () => ({ run: { id: run.id, state: run.state } }));
  },
  { failed: (tx, { input }) => askAgain(tx, input.runId, "question", input.questionId) },
);
