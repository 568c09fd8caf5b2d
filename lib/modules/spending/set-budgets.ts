import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { SetBudgetsAnswer, SetBudgetsInput } from "#lib/modules/spending/schema.ts";
import { writeBudgets } from "#lib/modules/spending/store.ts";
import { command } from "#lib/operations/command.ts";
import { noteChange } from "#lib/operations/record.ts";
import { publish } from "#lib/platform/db/transact.ts";

export const setBudgets = command({
  name: "spending.set-budgets",
  http: "PUT /api/projects/:projectId/budgets",
  summary: "Say what a project's runs may cost, each and in a month",
  input: SetBudgetsInput,
  output: SetBudgetsAnswer,
  facts: (tx, { projectId }, actor) => projectFacts(tx, actor, projectId),
  async apply(tx, { input: { projectId, ...given }, facts: { project }, operationId }) {
    const { runUsd = null, monthUsd = null } = project.budgets;
    const before = { runUsd, monthUsd };
    const after = await writeBudgets(tx, projectId, given);
    noteChange(tx, operationId, { before, after });
    publish(tx, { topic: "spending", name: "spending.budgets-set", subjectId: projectId, projectId });
    return { budgets: after };
  },
});
