import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import { ProjectSpending, ReadProjectSpendingInput } from "#lib/modules/spending/schema.ts";
import { sumByDay, sumByModel, sumByRun, sumSpending } from "#lib/modules/spending/store.ts";
import { query } from "#lib/operations/query.ts";

export const readProjectSpending = query({
  name: "spending.read-project",
  http: "GET /api/projects/:projectId/spending",
  summary: "What a project's models have cost in a month: by day, by model, by run",
  input: ReadProjectSpendingInput,
  output: ProjectSpending,
  async read({ tx, input: { projectId, month = null }, actor }) {
    const { project } = await projectFacts(tx, actor, projectId);
    const part = { month, projectId };
    const [sums, days, models, runs, installation] = await Promise.all([
      sumSpending(tx, part),
      sumByDay(tx, part),
      sumByModel(tx, part),
      sumByRun(tx, projectId, month),
      settingOf(tx, "budgets"),
    ]);
    const { runUsd = null, monthUsd = null } = project.budgets;
    return {
      ...sums,
      limitUsd: monthUsd ?? installation.projectMonthUsd,
      warnFrom: installation.warnFrom,
      budgets: { runUsd, monthUsd },
      runLimitUsd: runUsd ?? installation.runUsd,
      days: [...days],
      models: [...models],
      runs: [...runs],
    };
  },
});
