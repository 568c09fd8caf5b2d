import type { InstallationBackupView } from "#lib/modules/installation-backups/schema.ts";
import type { BackupRow } from "#lib/modules/installation-backups/store.ts";

export const backupView = (row: BackupRow, isHere: boolean): InstallationBackupView => ({
  ...row,
  isHere,
  verifiedAt: row.verifiedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
});
