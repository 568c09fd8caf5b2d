import { and, desc, eq, inArray, lt, type SQL, sql } from "drizzle-orm";
import { users } from "#drizzle/schema/people.ts";
import { projectConfigs, runs } from "#drizzle/schema/tasks.ts";
import { liveRunStates } from "#lib/kernel/states.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

export type ConfigRow = typeof projectConfigs.$inferSelect;

/** A pull request that was merged elsewhere is merged. */
const isMerged = sql`(${runs.mergeCommit} is not null or coalesce(${runs.pullRequest} ->> 'state', '') = 'merged')`;

/** Without a version the one in force: that which was activated last. Null where none was ever set. */
export async function findConfig(tx: Tx, projectId: string, version?: number): Promise<ConfigRow | null> {
  const ofVersion = version === undefined ? undefined : eq(projectConfigs.version, version);
  const [row] = await tx
    .select()
    .from(projectConfigs)
    .where(and(eq(projectConfigs.projectId, projectId), ofVersion))
    .orderBy(desc(projectConfigs.activatedAt), desc(projectConfigs.version))
    .limit(1);
  return row ?? null;
}

/** The number of the newest version; 0 where none was ever set. */
export async function lastVersion(tx: Tx, projectId: string): Promise<number> {
  const last = sql<number>`coalesce(max(${projectConfigs.version}), 0)`;
  const [row] = await tx.select({ last }).from(projectConfigs).where(eq(projectConfigs.projectId, projectId));
  return row?.last ?? 0;
}

/** Newest first, with who wrote each. */
export const listConfigs = (tx: Tx, projectId: string, before: number | undefined, limit: number) =>
  tx
    .select({ config: projectConfigs, creator: { id: users.id, name: users.name } })
    .from(projectConfigs)
    .leftJoin(users, eq(users.id, projectConfigs.createdBy))
    .where(
      and(
        eq(projectConfigs.projectId, projectId),
        before === undefined ? undefined : lt(projectConfigs.version, before),
      ),
    )
    .orderBy(desc(projectConfigs.version))
    .limit(limit);

/** By the clock and not by the transaction's begin: the lock decides who is last. */
export async function markActive(tx: Tx, projectId: string, version: number): Promise<ConfigRow | null> {
  const [row] = await tx
    .update(projectConfigs)
    .set({ activatedAt: sql`clock_timestamp()` })
    .where(and(eq(projectConfigs.projectId, projectId), eq(projectConfigs.version, version)))
    .returning();
  return row ?? null;
}

/** Of two who change it at once, the second builds on what the first one wrote. */
export async function lockConfig(tx: Tx, projectId: string): Promise<void> {
  await lockByName(tx, `config:${projectId}`);
}

export async function insertConfig(tx: Tx, row: typeof projectConfigs.$inferInsert): Promise<ConfigRow> {
  const [inserted] = await tx.insert(projectConfigs).values(row).returning();
  if (!inserted) throw new Error("The config was not written.");
  return inserted;
}

const countOf = (condition: SQL) => sql<number>`count(*) filter (where ${condition})::int`;

/** Of each version that runs began with: how they ended and what they cost. */
export const selectUsage = (tx: Tx, projectId: string) =>
  tx
    .select({
      version: runs.configVersion,
      runs: sql<number>`count(*)::int`,
      merged: countOf(isMerged),
      finished: countOf(sql`${runs.state} = 'finished' and not ${isMerged}`),
      failed: countOf(sql`${runs.state} = 'failed'`),
      aborted: countOf(sql`${runs.state} = 'aborted'`),
      interrupted: countOf(sql`${runs.state} = 'interrupted'`),
      live: countOf(inArray(runs.state, [...liveRunStates])),
      costUsd: sql<number>`coalesce(sum(${runs.costUsd}), 0)::float8`,
      durationMs: sql<
        number | null
      >`(extract(epoch from avg(${runs.endedAt} - ${runs.startedAt})) * 1000)::float8`,
      reviewRounds: sql<number>`coalesce(avg(${runs.reviewRound}), 0)::float8`,
    })
    .from(runs)
    .where(eq(runs.projectId, projectId))
    .groupBy(runs.configVersion);
