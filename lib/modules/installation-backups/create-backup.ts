import { productVersion } from "#lib/kernel/version.ts";
import { CreateBackupInput, CreatedBackup } from "#lib/modules/installation-backups/schema.ts";
import { writeBackup } from "#lib/modules/installation-backups/store.ts";
import { command } from "#lib/operations/command.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import { archiveName } from "#lib/platform/backup/make-backup.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** The operation's id is the backup's. What the product asks for itself is the daily one. */
export const createBackup = command({
  name: "installation-backup.create",
  http: "POST /api/installation-backups",
  summary: "Back up this installation itself: database, secrets and settings, in one encrypted file",
  input: CreateBackupInput,
  output: CreatedBackup,
  facts: async (_tx, _input, actor) => ({
    target: { kind: "installation", id: "installation", name: "this installation", projectId: null },
    access: accessToInstallation(actor),
  }),
  async begin(tx, { actor, operationId: id }) {
    const reason = actor.kind === "system" ? ("daily" as const) : ("asked" as const);
    const createdAt = new Date();
    const fileName = archiveName({ createdAt: createdAt.toISOString(), reason, id });
    await writeBackup(tx, { id, fileName, reason, state: "running", version: productVersion, createdAt });
    publish(tx, {
      topic: "installation-backups",
      name: "installation-backup.started",
      subjectId: id,
      projectId: null,
    });
    return { backup: { id, fileName } };
  },
  work: { timeoutMs: 4 * 3_600_000, attemptsMax: 2, key: () => "installation-backups" },
});
