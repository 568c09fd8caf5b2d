import { AppError } from "#lib/kernel/errors.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import type { SettingValue } from "#lib/modules/settings/schema.ts";
import { type Budget, judgeBudgets } from "#lib/modules/spending/rules.ts";
import { type CallerRow, findCaller, findStanding, type StandingRow } from "#lib/modules/spending/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** The budgets of a month, the project's before the installation's. */
const monthBudgets = (
  { projectMonthUsd, projectSpentUsd, installationSpentUsd }: StandingRow,
  budgets: SettingValue<"budgets">,
): Budget[] => [
  { scope: "project", spentUsd: projectSpentUsd, limitUsd: projectMonthUsd ?? budgets.projectMonthUsd },
  { scope: "installation", spentUsd: installationSpentUsd, limitUsd: budgets.monthUsd },
];

/** All that limit one run, its own before those of the month. */
export const budgetsOfRun = (caller: CallerRow, budgets: SettingValue<"budgets">): Budget[] => [
  { scope: "run", spentUsd: caller.runSpentUsd, limitUsd: caller.runUsd ?? budgets.runUsd },
  ...monthBudgets(caller, budgets),
];

/** Throws REQUIREMENTS_NOT_MET, with what to do, where the run would stand still again at its first call. */
export async function requireRunBudget(tx: Tx, run: { gatewayTokenHash: string }): Promise<void> {
  const caller = await findCaller(tx, run.gatewayTokenHash);
  if (!caller) return;
  const budgets = await settingOf(tx, "budgets");
  const judged = judgeBudgets(budgetsOfRun(caller, budgets), budgets.warnFrom);
  if (judged.kind === "reached") throw new AppError("REQUIREMENTS_NOT_MET", judged.words);
}

/** Throws REQUIREMENTS_NOT_MET, with what to do, where nothing may be spent in the project any more this month. */
export async function requireMonthBudget(tx: Tx, projectId: string): Promise<void> {
  const standing = await findStanding(tx, projectId);
  if (!standing) return;
  const budgets = await settingOf(tx, "budgets");
  const judged = judgeBudgets(monthBudgets(standing, budgets), budgets.warnFrom);
  if (judged.kind === "reached") throw new AppError("REQUIREMENTS_NOT_MET", judged.words);
}
