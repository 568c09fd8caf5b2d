import { z } from "zod";
import { PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";

export const BackupReason = z.enum(["asked", "daily", "upgrade"]);
export type BackupReason = z.infer<typeof BackupReason>;

export const InstallationBackupView = z.object({
  id: Id,
  fileName: z.string(),
  /** Asked for by a person, made daily, or made before an upgrade. */
  reason: BackupReason,
  state: z.enum(["running", "ready", "failed"]),
  /** The version of the product that made it. */
  version: z.string(),
  bytes: z.number().int().nullable(),
  /** SHA-256 of the file, in hex. */
  checksum: z.string().nullable(),
  /** When it was last read again from its first byte to its last. */
  verifiedAt: z.iso.datetime().nullable(),
  /** False where its file does not lie on the server that answers. */
  isHere: z.boolean(),
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type InstallationBackupView = z.infer<typeof InstallationBackupView>;

export const ListBackupsInput = PageInput.extend({ cursor: Id.optional() });
export const InstallationBackupPage = pageOf(InstallationBackupView).extend({
  /** Where the files lie on the server. */
  folder: z.string(),
  recoveryKey: z.object({
    /** The first digits of its hash; null where none was made yet. */
    id: z.string().nullable(),
    /** Comes from a variable of the server, and is never shown. */
    isGiven: z.boolean(),
    /** When an owner was shown it here. */
    shownAt: z.iso.datetime().nullable(),
  }),
});
export type InstallationBackupPage = z.infer<typeof InstallationBackupPage>;

export const CreateBackupInput = z.object({});
export const CreatedBackup = z.object({ backup: z.object({ id: Id, fileName: z.string() }) });

export const BackupInput = z.object({ backupId: Id.describe("The backup.") });
export type BackupInput = z.infer<typeof BackupInput>;

export const ShownRecoveryKey = z.object({
  /** 32 bytes in base64. */
  key: z.string(),
  keyId: z.string(),
});
export type ShownRecoveryKey = z.infer<typeof ShownRecoveryKey>;
