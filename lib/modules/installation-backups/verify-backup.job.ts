import { join } from "node:path";
import { updateBackup } from "#lib/modules/installation-backups/store.ts";
import { verifyBackup } from "#lib/modules/installation-backups/verify-backup.ts";
import { handler } from "#lib/operations/handler.ts";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import { readArchive } from "#lib/platform/backup/archive-file.ts";
import { backupsFolder } from "#lib/platform/backup/make-backup.ts";
import { loadRecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";

/** One that proves to be damaged counts as failed from then on: nothing is to rely on it. */
export const runVerifyBackup = handler(
  verifyBackup,
  async ({ facts: { row }, platform, signal, step, progress, close }) => {
    const { home, backupKey } = platform.environment;
    const changed = {
      topic: "installation-backups",
      name: "installation-backup.verified",
      subjectId: row.id,
      projectId: null,
    };
    try {
      await step("Read the backup", async () => {
        const path = join(backupsFolder(home), row.fileName);
        let told = -1;
        await readArchive(path, await loadRecoveryKey(home, backupKey), {
          signal,
          onProgress(bytes) {
            const percent = row.bytes ? Math.min(99, Math.floor((bytes / row.bytes) * 100)) : null;
            if (percent === told || percent === null) return;
            told = percent;
            progress(percent, "Reading the backup");
          },
        });
      });
    } catch (error) {
      if (error instanceof ArchiveError) {
        await transact(platform.database, async (tx) => {
          const damaged = { state: "failed" as const, verifiedAt: null, error: error.publicMessage };
          await updateBackup(tx, row.id, damaged);
          publish(tx, changed);
        });
      }
      throw error;
    }
    await close(async (tx) => {
      await updateBackup(tx, row.id, { state: "ready", verifiedAt: new Date(), error: null });
      publish(tx, changed);
      return null;
    });
  },
);
