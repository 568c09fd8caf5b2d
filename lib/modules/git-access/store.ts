import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { gitCredentials, gitHostKeys } from "#drizzle/schema/git-credentials.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type CredentialRow = typeof gitCredentials.$inferSelect;
export type HostKeyRow = typeof gitHostKeys.$inferSelect;

export const listCredentials = (tx: Tx, projectId: string): Promise<CredentialRow[]> =>
  tx
    .select()
    .from(gitCredentials)
    .where(eq(gitCredentials.projectId, projectId))
    .orderBy(asc(gitCredentials.kind), asc(gitCredentials.host));

export async function findCredential(
  tx: Tx,
  projectId: string,
  place: { id: string } | Pick<CredentialRow, "kind" | "host">,
): Promise<CredentialRow | null> {
  const isIt =
    "id" in place
      ? eq(gitCredentials.id, place.id)
      : and(eq(gitCredentials.kind, place.kind), eq(gitCredentials.host, place.host));
  const [row] = await tx
    .select()
    .from(gitCredentials)
    .where(and(eq(gitCredentials.projectId, projectId), isIt));
  return row ?? null;
}

/** In the place of the one that stood there: a secret is sealed to its row, so the row is another. */
export async function putCredential(tx: Tx, row: typeof gitCredentials.$inferInsert): Promise<CredentialRow> {
  const { projectId, kind, host } = row;
  await tx
    .delete(gitCredentials)
    .where(
      and(
        eq(gitCredentials.projectId, projectId),
        eq(gitCredentials.kind, kind),
        eq(gitCredentials.host, host),
      ),
    );
  const [written] = await tx.insert(gitCredentials).values(row).returning();
  if (!written) throw new Error("The credential was not written.");
  return written;
}

export async function deleteCredential(tx: Tx, id: string): Promise<void> {
  await tx.delete(gitCredentials).where(eq(gitCredentials.id, id));
}

export async function markUsed(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(gitCredentials)
    .set({ lastUsedAt: sql`now()` })
    .where(inArray(gitCredentials.id, [...ids]));
}

export const listHostKeys = (tx: Tx, projectId: string): Promise<HostKeyRow[]> =>
  tx
    .select()
    .from(gitHostKeys)
    .where(eq(gitHostKeys.projectId, projectId))
    .orderBy(asc(gitHostKeys.host), asc(gitHostKeys.keyType));

/** Pins what is not pinned yet; of two that see a host first at once, the first one counts. */
export async function pinHostKeys(tx: Tx, rows: (typeof gitHostKeys.$inferInsert)[]): Promise<HostKeyRow[]> {
  if (rows.length === 0) return [];
  return tx.insert(gitHostKeys).values(rows).onConflictDoNothing().returning();
}

export async function findHostKey(tx: Tx, projectId: string, id: string): Promise<HostKeyRow | null> {
  const [row] = await tx
    .select()
    .from(gitHostKeys)
    .where(and(eq(gitHostKeys.projectId, projectId), eq(gitHostKeys.id, id)));
  return row ?? null;
}

/** All keys of the host: it is seen anew as a whole. */
export async function forgetHost(tx: Tx, projectId: string, host: string): Promise<void> {
  await tx.delete(gitHostKeys).where(and(eq(gitHostKeys.projectId, projectId), eq(gitHostKeys.host, host)));
}
