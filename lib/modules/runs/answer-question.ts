import { answerAsk, askFacts } from "#lib/modules/runs/answer-ask.ts";
import { AnswerQuestionInput } from "#lib/modules/runs/answers/schema.ts";
import { AskedRun } from "#lib/modules/runs/schema.ts";
import { command } from "#lib/operations/command.ts";

export const answerQuestion = command({
  name: "run.answer-question",
  http: "POST /api/runs/:runId/questions/:questionId",
  summary: "Answer an agent's questions, or reject them",
  input: AnswerQuestionInput,
  output: AskedRun,
  facts: (tx, { runId, questionId }, actor) => askFacts(tx, actor, runId, "question", questionId),
  async begin(tx, { input: { answers }, facts, actor }) {
    await answerAsk(tx, facts, actor, { answers });
    return null;
  },
  work: { timeoutMs: 30_000, attemptsMax: 1, isDirect: true, key: ({ questionId }) => `ask:${questionId}` },
});
