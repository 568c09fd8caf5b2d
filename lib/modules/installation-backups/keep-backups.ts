import { stat } from "node:fs/promises";
import { join } from "node:path";
import { newId } from "#lib/kernel/ids.ts";
import { createBackup } from "#lib/modules/installation-backups/create-backup.ts";
import { nextDailyAt } from "#lib/modules/installation-backups/rules.ts";
import {
  adoptBackup,
  firstPersonAt,
  listByReason,
  updateBackup,
} from "#lib/modules/installation-backups/store.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import { submit } from "#lib/operations/submit.ts";
import { systemActor } from "#lib/platform/auth/actor.ts";
import { backupsFolder, listArchives, removeDrafts } from "#lib/platform/backup/make-backup.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/**
 * Asks for the daily backup once it is due, also where its time went by while nothing ran. The moment it was due is the
 * request's key: of several servers that ask, one is heard.
 */
export async function askForDailyBackup(platform: Platform, now = new Date()): Promise<void> {
  const tx = platform.database.orm;
  const [settings, daily, first] = await Promise.all([
    settingOf(tx, "backups"),
    listByReason(tx, "daily"),
    firstPersonAt(tx),
  ]);
  const dueAt = nextDailyAt({ settings, daily, firstPersonAt: first });
  if (!dueAt || dueAt > now) return;
  const submission = {
    actor: systemActor("Daily backup"),
    origin: { requestId: newId(), ip: null, userAgent: null },
    idempotencyKey: `daily-backup-${dueAt.toISOString()}`,
    reason: "The daily backup is due.",
  };
  await submit(platform, createBackup, {}, submission, async (_, row) => row);
}

/** Takes up archives of the folder that the list does not know: made before an upgrade, on the console, or copied there. */
export async function adoptBackups(platform: Platform): Promise<void> {
  const { home } = platform.environment;
  await removeDrafts(home);
  for (const { fileName, header } of await listArchives(home)) {
    const { size, mtime } = await stat(join(backupsFolder(home), fileName));
    await transact(platform.database, async (tx) => {
      const isNew = await adoptBackup(tx, {
        id: header.id,
        fileName,
        reason: header.reason,
        state: "ready",
        version: header.version,
        bytes: size,
        createdAt: new Date(header.createdAt),
        endedAt: mtime,
      });
      if (!isNew) return;
      publish(tx, {
        topic: "installation-backups",
        name: "installation-backup.found",
        subjectId: header.id,
        projectId: null,
      });
    });
  }
}

/** Writes down that a backup in the list was read again from end to end, as it was on the console. */
export async function noteRead(
  platform: Platform,
  { id, checksum }: { id: string; checksum: string },
): Promise<void> {
  await transact(platform.database, async (tx) => {
    await updateBackup(tx, id, { checksum, verifiedAt: new Date() });
    publish(tx, {
      topic: "installation-backups",
      name: "installation-backup.verified",
      subjectId: id,
      projectId: null,
    });
  });
}
