import { createHash, randomBytes } from "node:crypto";
import { link, open, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Secret, secret } from "#lib/kernel/secret.ts";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";
import { masterKeyFault, parseMasterKey } from "#lib/platform/weak-secrets.ts";

/** What opens the archives of an installation; `id` is the first 8 hex digits of its SHA-256. */
export interface RecoveryKey {
  readonly id: string;
  readonly bytes: Secret<Buffer>;
}

export const recoveryKeyPath = (home: string): string => join(home, "backup-key");

/**
 * The key of the home: `given` (32 bytes in base64), or the one in `<home>/backup-key`, made on first use with mode 600.
 * Throws one plain sentence when it is weak, malformed or readable by others.
 */
export async function loadRecoveryKey(home: string, given?: Secret): Promise<RecoveryKey> {
  if (given) return parseRecoveryKey(given.reveal(), "LOCKKEEPER_BACKUP_KEY");
  const found = await findRecoveryKey(home);
  if (found) return found;
  await createKeyFile(recoveryKeyPath(home), asText(randomBytes(32)));
  const made = await findRecoveryKey(home);
  if (!made) throw new ArchiveError(`The recovery key in ${recoveryKeyPath(home)} is gone; try again.`);
  return made;
}

/** The key that lies in the home; undefined where none was made yet. */
export async function findRecoveryKey(home: string): Promise<RecoveryKey | undefined> {
  const path = recoveryKeyPath(home);
  const found = await unlessMissing(stat(path));
  if (!found) return undefined;
  if (found.mode & 0o077)
    throw new ArchiveError(`The recovery key in ${path} can be read by others; run: chmod 600 ${path}`);
  return parseRecoveryKey(await readFile(path, "utf8"), `The recovery key in ${path}`);
}

/** Keeps the key for the next backups where the home has none. */
export async function keepRecoveryKey(home: string, key: RecoveryKey): Promise<void> {
  await createKeyFile(recoveryKeyPath(home), recoveryKeyText(key));
}

/** A key as a person typed or pasted it. */
export function parseRecoveryKey(text: string, origin: string): RecoveryKey {
  const bytes = parseMasterKey(text);
  if (!bytes)
    throw new ArchiveError(`${origin} must be 32 bytes in base64: 43 characters, and perhaps a "=".`);
  const fault = masterKeyFault(bytes, origin);
  if (fault) throw new ArchiveError(fault);
  const id = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  return Object.freeze({ id, bytes: secret(bytes) });
}

/** As it is written down. */
export const recoveryKeyText = ({ bytes }: RecoveryKey): string => asText(bytes.reveal());

const asText = (bytes: Buffer): string => bytes.toString("base64");

// Written whole beside its place and linked there: whoever comes second finds the first one's key, never half of it.
async function createKeyFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${text}\n`);
    await file.sync();
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}
