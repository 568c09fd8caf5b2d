import { and, desc, eq, sql } from "drizzle-orm";
import { projectConfigs } from "#drizzle/schema/tasks.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type ConfigRow = typeof projectConfigs.$inferSelect;

/** The newest one is in force; null where none was ever set. */
export async function findConfig(tx: Tx, projectId: string, version?: number): Promise<ConfigRow | null> {
  const ofVersion = version === undefined ? undefined : eq(projectConfigs.version, version);
  const [row] = await tx
    .select()
    .from(projectConfigs)
    .where(and(eq(projectConfigs.projectId, projectId), ofVersion))
    .orderBy(desc(projectConfigs.version))
    .limit(1);
  return row ?? null;
}

/** Of two who change it at once, the second builds on what the first one wrote. */
export async function lockConfig(tx: Tx, projectId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`config:${projectId}`}, 0))`);
}

export async function insertConfig(tx: Tx, row: typeof projectConfigs.$inferInsert): Promise<ConfigRow> {
  const [inserted] = await tx.insert(projectConfigs).values(row).returning();
  if (!inserted) throw new Error("The config was not written.");
  return inserted;
}
