import { and, desc, eq, ne, or, sql } from "drizzle-orm";
import { projects } from "#drizzle/schema/projects.ts";
import { llmProviders } from "#drizzle/schema/providers.ts";
import { runs } from "#drizzle/schema/tasks.ts";
import { liveRunStates } from "#lib/kernel/states.ts";
import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

export type ProviderRow = typeof llmProviders.$inferSelect;
export type NewProvider = typeof llmProviders.$inferInsert;

/** Until the end of the transaction, nobody else changes a provider: one default, one row for each name. */
export async function lockProviders(tx: Tx): Promise<void> {
  await lockByName(tx, "providers");
}

export const listProviderRows = (tx: Tx): Promise<ProviderRow[]> => tx.select().from(llmProviders);

export async function findProvider(tx: Tx, name: ProviderName): Promise<ProviderRow | undefined> {
  const [row] = await tx.select().from(llmProviders).where(eq(llmProviders.name, name));
  return row;
}

export async function findDefaultProvider(tx: Tx): Promise<ProviderRow | undefined> {
  const [row] = await tx.select().from(llmProviders).where(eq(llmProviders.isDefault, true));
  return row;
}

export async function writeProvider(tx: Tx, row: NewProvider): Promise<ProviderRow> {
  const [written] = await tx
    .insert(llmProviders)
    .values(row)
    .onConflictDoUpdate({ target: llmProviders.id, set: { ...row, updatedAt: sql`now()` } })
    .returning();
  if (!written) throw new Error("The provider was not written.");
  return written;
}

/** Makes this provider the only default. */
export async function makeDefault(tx: Tx, name: ProviderName): Promise<void> {
  await tx
    .update(llmProviders)
    .set({ isDefault: false })
    .where(and(eq(llmProviders.isDefault, true), ne(llmProviders.name, name)));
  await tx.update(llmProviders).set({ isDefault: true }).where(eq(llmProviders.name, name));
}

/** Removes a provider with its key; the one set up last becomes the default where that was it. */
export async function deleteProviderRow(tx: Tx, name: ProviderName): Promise<void> {
  await tx.delete(llmProviders).where(eq(llmProviders.name, name));
  if (await findDefaultProvider(tx)) return;
  const [next] = await tx.select().from(llmProviders).orderBy(desc(llmProviders.updatedAt)).limit(1);
  if (next) await makeDefault(tx, next.name);
}

/** Whether any run that is still known had its model from this provider. */
export async function hasServed(tx: Tx, name: ProviderName): Promise<boolean> {
  const rows = await tx.select({ id: runs.id }).from(runs).where(eq(runs.provider, name)).limit(1);
  return rows.length > 0;
}

/** The names of projects whose agents this provider was chosen for, and of those where one works with it now. */
export async function listProjectsUsing(tx: Tx, name: ProviderName): Promise<string[]> {
  const chosen = sql`coalesce((select provider from project_configs as config
    where config.project_id = ${projects.id}
    order by config.activated_at desc, config.version desc limit 1), ${projects.llmProvider})`;
  const isAtWork = sql`exists (select 1 from runs
    where runs.project_id = ${projects.id} and runs.provider = ${name} and runs.state in ${[...liveRunStates]})`;
  const rows = await tx
    .select({ name: projects.name })
    .from(projects)
    .where(or(eq(chosen, name), isAtWork))
    .orderBy(projects.name);
  return rows.map((row) => row.name);
}
