import { settingOf } from "#lib/modules/settings/in-force.ts";
import { InstallationSpending, ReadSpendingInput } from "#lib/modules/spending/schema.ts";
import { sumByDay, sumByModel, sumByProject, sumSpending } from "#lib/modules/spending/store.ts";
import { query } from "#lib/operations/query.ts";

export const readSpending = query({
  name: "spending.read",
  http: "GET /api/spending",
  summary: "What models have cost in a month: by day, by model, by project",
  who: "admin",
  input: ReadSpendingInput,
  output: InstallationSpending,
  async read({ tx, input }) {
    const part = { month: input.month ?? null, projectId: null };
    const [sums, days, models, projects, budgets] = await Promise.all([
      sumSpending(tx, part),
      sumByDay(tx, part),
      sumByModel(tx, part),
      sumByProject(tx, part.month),
      settingOf(tx, "budgets"),
    ]);
    const { monthUsd, warnFrom } = budgets;
    return {
      ...sums,
      limitUsd: monthUsd,
      warnFrom,
      days: [...days],
      models: [...models],
      projects: [...projects],
    };
  },
});
