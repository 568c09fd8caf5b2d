import { createHash, hkdfSync } from "node:crypto";
import { z } from "zod";
import type { RecoveryKey } from "#lib/platform/backup/recovery-key.ts";

/**
 * How an archive is written: `LKBACKUP`, the length of the header (4 bytes, big-endian), the header as JSON, then chunks.
 * A chunk is one MiB of the packed content, the last one less, encrypted by AES-256-GCM with its tag of 16 bytes behind
 * it. The key is the archive's own: HKDF-SHA-256 of the recovery key with the header's salt. The nonce is the chunk's
 * number, and one byte that says whether it is the last; the header's hash is authenticated with each. So no chunk can be
 * changed, moved, left out or added, and no end cut off (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
 * Vizár, 2015).
 */
export const magic = Buffer.from("LKBACKUP", "latin1");
export const chunkBytes = 1024 * 1024;
export const tagBytes = 16;
export const headerMaxBytes = 16 * 1024;

export const backupReasons = ["asked", "daily", "upgrade"] as const;
export type BackupReason = (typeof backupReasons)[number];

/** What may be read without the key. */
export const ArchiveHeader = z.object({
  format: z.literal(1),
  id: z.uuid(),
  createdAt: z.iso.datetime(),
  /** The version of the product that made it. */
  version: z.string(),
  reason: z.enum(backupReasons),
  keyId: z.string(),
  /** In base64. */
  salt: z.string(),
  database: z.object({ kind: z.enum(["embedded", "external"]), major: z.number().int() }),
});
export type ArchiveHeader = z.infer<typeof ArchiveHeader>;

export const deriveArchiveKey = (key: RecoveryKey, { salt }: ArchiveHeader): Buffer =>
  Buffer.from(hkdfSync("sha256", key.bytes.reveal(), Buffer.from(salt, "base64"), "lockkeeper/backup/1", 32));

export const hashOfHeader = (bytes: Buffer): Buffer =>
  createHash("sha256").update(magic).update(bytes).digest();

export function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}
