import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { users } from "#drizzle/schema/people.ts";
import { permissionRules, runs, tasks } from "#drizzle/schema/tasks.ts";
import { liveRunStates } from "#lib/kernel/states.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

export type RuleRow = typeof permissionRules.$inferSelect;
export type NewRule = typeof permissionRules.$inferInsert;

/** Each takes the place of the one that said something else of the same pattern; later ones win. */
export async function putRules(tx: Tx, rows: readonly NewRule[]): Promise<void> {
  for (const row of rows) {
    const { projectId, runId = null, permission, pattern } = row;
    await lockByName(tx, `permission-rules:${projectId}`);
    await tx
      .delete(permissionRules)
      .where(
        and(
          eq(permissionRules.projectId, projectId),
          runId === null ? isNull(permissionRules.runId) : eq(permissionRules.runId, runId),
          eq(permissionRules.permission, permission),
          eq(permissionRules.pattern, pattern),
        ),
      );
    await tx.insert(permissionRules).values(row);
  }
}

/** What holds for a run: its own and its project's, each with the name of who made it. */
export const rulesOfRun = (tx: Tx, run: { id: string; projectId: string }) =>
  tx
    .select({ rule: permissionRules, author: users.name })
    .from(permissionRules)
    .leftJoin(users, eq(users.id, permissionRules.createdBy))
    .where(
      and(
        eq(permissionRules.projectId, run.projectId),
        or(isNull(permissionRules.runId), eq(permissionRules.runId, run.id)),
      ),
    )
    .orderBy(asc(permissionRules.createdAt), asc(permissionRules.id));

export async function countProjectRules(tx: Tx, projectId: string): Promise<number> {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(permissionRules)
    .where(and(eq(permissionRules.projectId, projectId), isNull(permissionRules.runId)));
  return row?.count ?? 0;
}

export async function findRule(tx: Tx, projectId: string, id: string): Promise<RuleRow | null> {
  const [row] = await tx
    .select()
    .from(permissionRules)
    .where(and(eq(permissionRules.projectId, projectId), eq(permissionRules.id, id)));
  return row ?? null;
}

export async function deleteRuleRow(tx: Tx, id: string): Promise<void> {
  await tx.delete(permissionRules).where(eq(permissionRules.id, id));
}

/** The project's own, and those of runs that are under way; how often each was used. */
export const selectRules = (tx: Tx, projectId: string) =>
  tx
    .select({
      rule: permissionRules,
      author: users.name,
      taskNumber: tasks.number,
      uses: sql<number>`(select count(*)::int from interactions where interactions.rule_id = permission_rules.id)`,
      lastUsedAt: sql<string | null>`(select max(answered_at)::text from interactions
        where interactions.rule_id = permission_rules.id)`,
    })
    .from(permissionRules)
    .leftJoin(users, eq(users.id, permissionRules.createdBy))
    .leftJoin(runs, eq(runs.id, permissionRules.runId))
    .leftJoin(tasks, eq(tasks.id, runs.taskId))
    .where(
      and(
        eq(permissionRules.projectId, projectId),
        or(isNull(permissionRules.runId), inArray(runs.state, [...liveRunStates])),
      ),
    )
    .orderBy(asc(permissionRules.permission), asc(permissionRules.pattern), asc(permissionRules.id));
