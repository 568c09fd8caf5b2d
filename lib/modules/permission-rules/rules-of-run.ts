import { newId } from "#lib/kernel/ids.ts";
import { tellRules } from "#lib/modules/permission-rules/rule-facts.ts";
import { putRules, type RuleRow, rulesOfRun } from "#lib/modules/permission-rules/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export interface RuleInForce extends Pick<RuleRow, "id" | "permission" | "pattern" | "action" | "createdBy"> {
  scope: "project" | "run";
  /** The name of who made it. */
  author: string | null;
}

/** What answers for people in a run: what was said for it alone, and for its project. */
export async function rulesInForce(tx: Tx, run: { id: string; projectId: string }): Promise<RuleInForce[]> {
  const rows = await rulesOfRun(tx, run);
  return rows.map(({ rule, author }) => ({
    ...rule,
    author,
    scope: rule.runId === null ? "project" : "run",
  }));
}

/** From now on this run is not asked about `patterns` again. */
export async function allowForRun(
  tx: Tx,
  run: { id: string; projectId: string },
  {
    permission,
    patterns,
    createdBy,
  }: { permission: string; patterns: readonly string[]; createdBy: string | null },
): Promise<void> {
  const { id: runId, projectId } = run;
  const rule = { projectId, runId, permission, action: "allow", createdBy } as const;
  await putRules(
    tx,
    [...new Set(patterns)].map((pattern) => ({ ...rule, id: newId(), pattern })),
  );
  tellRules(tx, projectId);
}
