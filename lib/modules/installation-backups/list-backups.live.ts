import { readdir } from "node:fs/promises";
import { InstallationBackupPage, ListBackupsInput } from "#lib/modules/installation-backups/schema.ts";
import { keyShownAt, selectBackups } from "#lib/modules/installation-backups/store.ts";
import { backupView } from "#lib/modules/installation-backups/view.ts";
import { query } from "#lib/operations/query.ts";
import { backupsFolder } from "#lib/platform/backup/make-backup.ts";
import { findRecoveryKey, loadRecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

export const listBackups = query({
  name: "installation-backup.list",
  http: "GET /api/installation-backups",
  summary: "List the backups of this installation itself, newest first",
  who: "admin",
  input: ListBackupsInput,
  output: InstallationBackupPage,
  async read({ tx, input: { cursor, limit }, platform: { environment } }) {
    const { home, backupKey } = environment;
    const rows = await selectBackups(tx, cursor, limit + 1);
    const page = rows.slice(0, limit);
    const there = new Set((await unlessMissing(readdir(backupsFolder(home)))) ?? []);
    const key = backupKey ? await loadRecoveryKey(home, backupKey) : await findRecoveryKey(home);
    return {
      items: page.map((row) => backupView(row, there.has(row.fileName))),
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      folder: backupsFolder(home),
      recoveryKey: {
        id: key?.id ?? null,
        isGiven: backupKey !== undefined,
        shownAt: key ? ((await keyShownAt(tx, key.id))?.toISOString() ?? null) : null,
      },
    };
  },
});
