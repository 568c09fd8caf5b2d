import { and, desc, eq, inArray, isNotNull, ne, sql } from "drizzle-orm";
import { installationBackups } from "#drizzle/schema/installation-backups.ts";
import { operations } from "#drizzle/schema/operations.ts";
import { users } from "#drizzle/schema/people.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type BackupRow = typeof installationBackups.$inferSelect;
type NewBackup = typeof installationBackups.$inferInsert;

/** Newest first, by their own time: ids are of their makers, and a copied file brings an old one. */
export async function selectBackups(tx: Tx, before: string | undefined, limit: number): Promise<BackupRow[]> {
  const { id, createdAt } = installationBackups;
  const last = tx
    .select({ createdAt, id })
    .from(installationBackups)
    .where(eq(id, before ?? ""));
  return tx
    .select()
    .from(installationBackups)
    .where(before ? sql`(${createdAt}, ${id}) < (${last})` : undefined)
    .orderBy(desc(createdAt), desc(id))
    .limit(limit);
}

export async function findBackup(tx: Tx, id: string): Promise<BackupRow | undefined> {
  const [row] = await tx.select().from(installationBackups).where(eq(installationBackups.id, id));
  return row;
}

/** Writes down what is known of a backup; what was known before of the same one gives way. */
export async function writeBackup(tx: Tx, row: NewBackup): Promise<void> {
  await tx
    .insert(installationBackups)
    .values(row)
    .onConflictDoUpdate({ target: installationBackups.id, set: row });
}

/** A backup that was found as a file; one that is known already stays as it is. */
export async function adoptBackup(tx: Tx, row: NewBackup): Promise<boolean> {
  const added = await tx
    .insert(installationBackups)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: installationBackups.id });
  return added.length > 0;
}

export async function updateBackup(tx: Tx, id: string, change: Partial<NewBackup>): Promise<void> {
  await tx.update(installationBackups).set(change).where(eq(installationBackups.id, id));
}

export async function deleteBackups(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.delete(installationBackups).where(inArray(installationBackups.id, [...ids]));
}

/** Whether there is a backup beside this one that was read from end to end. */
export async function hasOtherVerified(tx: Tx, id: string): Promise<boolean> {
  const found = await tx
    .select({ one: sql`1` })
    .from(installationBackups)
    .where(
      and(
        ne(installationBackups.id, id),
        eq(installationBackups.state, "ready"),
        isNotNull(installationBackups.verifiedAt),
      ),
    )
    .limit(1);
  return found.length > 0;
}

/** Those of one reason, newest first. */
export async function listByReason(tx: Tx, reason: BackupRow["reason"]): Promise<BackupRow[]> {
  return tx
    .select()
    .from(installationBackups)
    .where(eq(installationBackups.reason, reason))
    .orderBy(desc(installationBackups.createdAt));
}

/** When the installation got its first person; null before its setup. */
export async function firstPersonAt(tx: Tx): Promise<Date | null> {
  const [row] = await tx.select({ at: users.createdAt }).from(users).orderBy(users.createdAt).limit(1);
  return row?.at ?? null;
}

/** When this recovery key was shown to an owner; null where it never was. */
export async function keyShownAt(tx: Tx, keyId: string): Promise<Date | null> {
  const [row] = await tx
    .select({ at: operations.createdAt })
    .from(operations)
    .where(
      and(
        eq(operations.command, "installation-backup.show-key"),
        eq(operations.targetId, keyId),
        eq(operations.state, "succeeded"),
      ),
    )
    .limit(1);
  return row?.at ?? null;
}
