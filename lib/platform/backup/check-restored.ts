import { and, eq, isNull, sql } from "drizzle-orm";
import { installationBackups } from "#drizzle/schema/installation-backups.ts";
import { invitations } from "#drizzle/schema/invitations.ts";
import { passkeyChallenges, sessions, signInLinks } from "#drizzle/schema/people.ts";
import { walkChain } from "#lib/platform/audit/walk.ts";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import type { ArchiveHeader } from "#lib/platform/backup/archive-format.ts";
import type { Manifest } from "#lib/platform/backup/manifest.ts";
import { differenceOf, listTables, sumTables } from "#lib/platform/backup/table-sums.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { openDatabase, type Tx } from "#lib/platform/db/database.ts";
import { audit, publish, transact } from "#lib/platform/db/transact.ts";
import type { Environment } from "#lib/platform/env.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import { keepReplacedKeys } from "#lib/platform/secrets/key-record.ts";

export interface RestoredInstallation {
  url: string;
  /** The home with its restored files. */
  home: string;
  masterKey: MasterKey;
  environment: Environment;
}

/** Throws where the restored database is not, row for row, what was backed up, or its audit log does not hold. */
export async function checkRestored(
  { url, home, masterKey, environment }: RestoredInstallation,
  manifest: Manifest,
): Promise<void> {
  const asked = connect(url, { max: 1, fetch_types: false });
  try {
    const difference = differenceOf(manifest.tables, await sumTables(asked, await listTables(asked)));
    if (difference) throw new ArchiveError(`What was restored is not what was backed up: ${difference}.`);
  } finally {
    await asked.end({ timeout: 5 });
  }
  const database = openDatabase(url, 1);
  try {
    // Links from before a rotation stand by what the database keeps of the key that was replaced.
    await unlessOlder(keepReplacedKeys(database.orm, masterKey));
    const walked = await unlessOlder(
      walkChain({ database, masterKey, environment: { ...environment, home } }),
    );
    const broken = walked?.broken;
    if (broken)
      throw new ArchiveError(
        `The audit log in the backup does not hold: entry ${broken.id} is ${broken.why}.`,
      );
  } finally {
    await database.close();
  }
}

/**
 * In its own copy the backup is still being made: taken up again there, it would be written over the archive that was
 * just read from its first byte to its last, with what came after.
 */
async function listAsReady(tx: Tx, { id }: ArchiveHeader): Promise<void> {
  const ready = { state: "ready" as const, verifiedAt: sql`now()`, endedAt: sql`now()` };
  await tx.update(installationBackups).set(ready).where(eq(installationBackups.id, id));
}

/** One that was used or taken back since the backup would open again, and nobody could tell which those are. */
async function revokeInvitations(tx: Tx): Promise<number> {
  const isOpen = and(isNull(invitations.usedAt), isNull(invitations.revokedAt));
  const revoked = await tx
    .update(invitations)
    .set({ revokedAt: sql`now()` })
    .where(isOpen)
    .returning({ one: sql`1` });
  return revoked.length;
}

/**
 * Ends every session, every link that signs in and every invitation: a copy of an installation opens for nobody by what
 * was meant for the other one. The audit log says that and from when it was restored. API keys and passwords of others
 * stay.
 */
export async function endSessions(url: string, header: ArchiveHeader): Promise<void> {
  const database = openDatabase(url, 1);
  try {
    await transact(database, async (tx) => {
      const ended = await tx.delete(sessions).returning({ one: sql`1` });
      await tx.delete(signInLinks);
      await tx.delete(passkeyChallenges);
      const invitationsRevoked = await revokeInvitations(tx);
      await listAsReady(tx, header);
      audit(tx, {
        record: {
          what: "installation.restored",
          backupId: header.id,
          backedUpAt: header.createdAt,
          version: header.version,
          sessionsEnded: ended.length,
          invitationsRevoked,
          via: "system",
        },
        operationId: null,
        projectId: null,
        personId: null,
      });
      publish(tx, { topic: "audit", name: "installation.restored", subjectId: null, projectId: null });
    });
  } finally {
    await database.close();
  }
}

/** A version from before has no such table or column; its rows were compared all the same. */
async function unlessOlder<Found>(asking: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (isMissingColumn(error)) return undefined;
    throw error;
  }
}

function isMissingColumn(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && (cause.code === "42P01" || cause.code === "42703")) return true;
  }
  return false;
}
