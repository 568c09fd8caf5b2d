import { rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#lib/kernel/errors.ts";
import { createBackup } from "#lib/modules/installation-backups/create-backup.ts";
import { overdue } from "#lib/modules/installation-backups/rules.ts";
import {
  type BackupRow,
  deleteBackups,
  findBackup,
  listByReason,
  updateBackup,
} from "#lib/modules/installation-backups/store.ts";
import { settingOf } from "#lib/modules/settings/in-force.ts";
import { handler } from "#lib/operations/handler.ts";
import { readArchive } from "#lib/platform/backup/archive-file.ts";
import { backupsFolder, type MadeBackup, makeBackup } from "#lib/platform/backup/make-backup.ts";
import { loadRecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { publish } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Makes the archive, reads it again from end to end, and only then lets the oldest daily ones go. */
export const runCreateBackup = handler(
  createBackup,
  async ({ operationId: id, platform, signal, step, progress, close }) => {
    const row = await findBackup(platform.database.orm, id);
    if (!row) throw new AppError("CONFLICT", "The backup was removed while it waited for its turn.");
    // In a copy that was restored from this very backup it is there already.
    if (row.state === "ready") return close(async () => ({ backup: { id, fileName: row.fileName } }));
    const { home } = platform.environment;
    const made = await step(
      "Write the backup",
      () => make(platform, row, signal, progress),
      ({ path }) => rm(path, { force: true }),
    );
    await step("Read it again", async () => {
      progress(null, "Reading the backup again");
      await readArchive(made.path, await loadRecoveryKey(home, platform.environment.backupKey), { signal });
    });
    const { bytes, checksum } = made;
    const now = new Date();
    const good = { state: "ready" as const, bytes, checksum, verifiedAt: now, endedAt: now, error: null };
    const old = row.reason === "daily" ? await oldOnes(platform, { ...row, ...good }) : [];
    if (old.length > 0) {
      await step("Remove the oldest daily ones", async () => {
        for (const { fileName } of old) await rm(join(backupsFolder(home), fileName), { force: true });
      });
    }
    await close(async (tx) => {
      await updateBackup(tx, id, good);
      await deleteBackups(
        tx,
        old.map((one) => one.id),
      );
      publish(tx, {
        topic: "installation-backups",
        name: "installation-backup.ended",
        subjectId: id,
        projectId: null,
      });
      return { backup: { id, fileName: row.fileName } };
    });
  },
  {
    async failed(tx, { operationId: id, message }) {
      if ((await findBackup(tx, id))?.state !== "running") return;
      await updateBackup(tx, id, { state: "failed", error: message, endedAt: new Date() });
      publish(tx, {
        topic: "installation-backups",
        name: "installation-backup.ended",
        subjectId: id,
        projectId: null,
      });
    },
  },
);

async function make(
  { environment, masterKey, database }: Platform,
  { id, reason, createdAt }: BackupRow,
  signal: AbortSignal,
  progress: (percent: number | null, text: string) => void,
): Promise<MadeBackup> {
  const url = environment.databaseUrl?.reveal();
  if (!url || !database) throw new Error("The platform has no database.");
  let told = -1;
  return await makeBackup({
    environment,
    masterKey,
    url,
    id,
    reason,
    createdAt,
    signal,
    onProgress(done, total) {
      // About: the log comes on top, and the database grows meanwhile.
      const percent = Math.min(99, Math.floor((done / Math.max(total, 1)) * 100));
      if (percent === told) return;
      told = percent;
      progress(percent, "Writing the backup");
    },
  });
}

async function oldOnes(platform: Platform, made: BackupRow): Promise<BackupRow[]> {
  const tx = platform.database.orm;
  const { keep } = await settingOf(tx, "backups");
  const others = (await listByReason(tx, "daily")).filter(({ id }) => id !== made.id);
  return overdue([made, ...others], keep);
}
