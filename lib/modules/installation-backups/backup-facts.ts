import { forbidden, notFound } from "#lib/kernel/errors.ts";
import { type BackupRow, findBackup, hasOtherVerified } from "#lib/modules/installation-backups/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export async function requireBackup(tx: Tx, backupId: string): Promise<BackupRow> {
  const row = await findBackup(tx, backupId);
  if (!row) throw notFound("backup");
  return row;
}

export const backupTarget = ({ id, fileName }: BackupRow) => ({
  kind: "backup",
  id,
  name: fileName,
  projectId: null,
});

/** One of the installation's backups as a command's target; FORBIDDEN for everybody but admins, whether it is there or not. */
export async function backupFacts(tx: Tx, backupId: string, actor: Actor) {
  const access = accessToInstallation(actor);
  if (access !== "admin") throw forbidden("Only an administrator may ask for this.");
  const row = await requireBackup(tx, backupId);
  return { row, access, target: backupTarget(row) };
}

/** One that is no use may always go; of the others one stays that was read from end to end. */
export async function mayGo(tx: Tx, row: { id: string; state: string; verifiedAt: Date | null }) {
  return row.state === "failed" || row.verifiedAt === null || (await hasOtherVerified(tx, row.id));
}
