import { conflict } from "#lib/kernel/errors.ts";
import { backupFacts } from "#lib/modules/installation-backups/backup-facts.ts";
import { BackupInput } from "#lib/modules/installation-backups/schema.ts";
import { command } from "#lib/operations/command.ts";

export const verifyBackup = command({
  name: "installation-backup.verify",
  http: "POST /api/installation-backups/:backupId/verify",
  summary: "Read a backup of the installation from its first byte to its last",
  input: BackupInput,
  async facts(tx, { backupId }, actor) {
    const facts = await backupFacts(tx, backupId, actor);
    if (facts.row.state === "running")
      throw conflict("This backup is still being made; wait until it is done.");
    return facts;
  },
  work: {
    timeoutMs: 4 * 3_600_000,
    attemptsMax: 2,
    key: ({ backupId }) => `installation-backup:${backupId}`,
  },
});
