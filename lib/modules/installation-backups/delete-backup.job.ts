import { rm } from "node:fs/promises";
import { join } from "node:path";
import { deleteBackup } from "#lib/modules/installation-backups/delete-backup.ts";
import { deleteBackups } from "#lib/modules/installation-backups/store.ts";
import { handler } from "#lib/operations/handler.ts";
import { backupsFolder } from "#lib/platform/backup/make-backup.ts";
import { publish } from "#lib/platform/db/transact.ts";

export const runDeleteBackup = handler(deleteBackup, async ({ facts: { row }, platform, step, close }) => {
  await step("Remove the file", () =>
    rm(join(backupsFolder(platform.environment.home), row.fileName), { force: true }),
  );
  await close(async (tx) => {
    await deleteBackups(tx, [row.id]);
    publish(tx, {
      topic: "installation-backups",
      name: "installation-backup.deleted",
      subjectId: row.id,
      projectId: null,
    });
    return null;
  });
});
