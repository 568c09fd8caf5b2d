import { forbidden, invalid } from "#lib/kernel/errors.ts";
import { continueContest } from "#lib/modules/contests/continue-contest.ts";
import { refuseOwnAgents } from "#lib/modules/runs/refuse-own-agents.ts";
import { requeueRun } from "#lib/modules/runs/requeue-run.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { AskedRun, ContinueRunInput } from "#lib/modules/runs/schema.ts";
import { promptToGoOn } from "#lib/modules/runs/texts.ts";
import { requireMonthBudget, requireRunBudget } from "#lib/modules/spending/judge-project.ts";
import { advanceTask, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { command } from "#lib/operations/command.ts";
import { isMachine } from "#lib/platform/auth/actor.ts";

/** In the same session and worktree; what was not yet told to the agent comes first. */
export const continueRun = command({
  name: "run.continue",
  http: "POST /api/projects/:projectId/tasks/:taskId/continue",
  summary: "Let the agent go on with a run that was interrupted, aborted or failed",
  input: ContinueRunInput,
  output: AskedRun,
  facts: (tx, input, actor) => {
    refuseOwnAgents(actor);
    return currentRunFacts(tx, actor, input);
  },
  async begin(tx, { facts, input, actor }): Promise<AskedRun> {
    const locked = await lockTaskFor(tx, input.taskId, "run.continue");
    const run = locked.run ?? facts.run;
    const isByPerson = !isMachine(actor);
    if (run.state === "aborted" && !isByPerson) {
      throw forbidden("A person stopped this run, and only a person lets it go on.");
    }
    const said = { createdBy: actor.userId, isByPerson };
    if (run.contestId !== null && locked.task.status === "in_progress") {
      await requireMonthBudget(tx, run.projectId);
      return continueContest(tx, locked, run, { text: input.text, ...said });
    }
    await requireRunBudget(tx, run);
    const isReview = locked.task.status === "ai_review";
    if (isReview && input.text) {
      throw invalid(
        "text",
        "the review was interrupted and goes on by itself; send feedback when it is over",
      );
    }
    const prompt = isReview ? null : promptToGoOn(run.pendingPrompt, input.text);
    // A reviewer that was cut off has its prompt already and would not begin again: the next one is asked in a session of its own.
    const change = isReview ? { reviewSessionId: null, reviewMessageId: null } : {};
    const request = { text: input.text ?? prompt };
    const asked = await requeueRun(tx, run, { prompt, kind: "prompt", request, ...said, change });
    await advanceTask(tx, locked, "run.continue", { statusReason: null });
    return asked;
  },
  work: { timeoutMs: 300_000, attemptsMax: 3, key: ({ taskId }) => `run:${taskId}` },
});
