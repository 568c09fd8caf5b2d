import { invalid } from "#lib/kernel/errors.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { tellRun } from "#lib/modules/runs/tell.ts";
import { usd } from "#lib/modules/spending/rules.ts";
import { RaiseBudgetAnswer, RaiseBudgetInput } from "#lib/modules/spending/schema.ts";
import { writeRunBudget } from "#lib/modules/spending/store.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";

/** For this run alone; the budgets of the month hold all the same. It goes on by Continue. */
export const raiseBudget = command({
  name: "run.raise-budget",
  http: "PUT /api/projects/:projectId/tasks/:taskId/budget",
  summary: "Say what the current run of a task may cost in all",
  input: RaiseBudgetInput,
  output: RaiseBudgetAnswer,
  async facts(tx, input, actor) {
    const facts = await currentRunFacts(tx, actor, input);
    const { costUsd } = facts.run;
    if (input.budgetUsd <= costUsd) {
      throw invalid("budgetUsd", `must be more than the ${usd(costUsd)} that the run has cost already`);
    }
    return facts;
  },
  async apply(tx, { input: { budgetUsd }, facts: { run }, operationId }) {
    await writeRunBudget(tx, run.id, budgetUsd);
    noteChange(tx, operationId, { before: { budgetUsd: run.budgetUsd }, after: { budgetUsd } });
    tellRun(tx, run);
    return { run: { id: run.id, budgetUsd } };
  },
});
