import { conflict } from "#lib/kernel/errors.ts";
import { backupFacts, mayGo } from "#lib/modules/installation-backups/backup-facts.ts";
import { BackupInput } from "#lib/modules/installation-backups/schema.ts";
import { command } from "#lib/operations/command.ts";

export const deleteBackup = command({
  name: "installation-backup.delete",
  http: "DELETE /api/installation-backups/:backupId",
  summary: "Delete a backup of the installation; never the last verified one",
  input: BackupInput,
  async facts(tx, { backupId }, actor) {
    const { row, access, target } = await backupFacts(tx, backupId, actor);
    if (row.state === "running") throw conflict("This backup is still being made; wait until it is done.");
    return {
      row,
      access,
      target,
      held: { another_verified_backup: await mayGo(tx, row) },
      losses: [{ kind: "Backup", name: row.fileName, sizeBytes: row.bytes }],
    };
  },
  work: { timeoutMs: 60_000, attemptsMax: 3, key: () => "installation-backups" },
});
