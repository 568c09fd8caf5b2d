import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Secret, secret } from "#lib/kernel/secret.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";
import { masterKeyFault, parseMasterKey } from "#lib/platform/weak-secrets.ts";

/** The key that lives outside the database; `id` is the first 8 hex digits of its SHA-256. */
export interface MasterKey {
  readonly id: string;
  readonly bytes: Secret<Buffer>;
}

/** What a sub-key is for; each purpose has its own, so that one that leaks opens nothing else. */
export type KeyPurpose = "secrets" | "audit" | "sessions" | "gateway" | "runs" | "installation";

/**
 * The master key: `given` (32 bytes in base64) or the one in `<home>/master-key`, made on first use with mode 600.
 * Throws one plain sentence when the key is weak, malformed or readable by others.
 */
export async function loadMasterKey(options: {
  home: string;
  given?: Secret | undefined;
}): Promise<MasterKey> {
  if (options.given) return asMasterKey(options.given.reveal(), "LOCKKEEPER_MASTER_KEY");
  const path = join(options.home, "master-key");
  await mkdir(options.home, { recursive: true, mode: 0o700 });
  const text = (await readKeyFile(path)) ?? (await createKeyFile(path));
  return asMasterKey(text, `The master key in ${path}`);
}

/** 32 bytes for one purpose, by HKDF-SHA-256 (RFC 5869) with an empty salt and the purpose as info. */
export function deriveKey(masterKey: MasterKey, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync("sha256", masterKey.bytes.reveal(), "", `lockkeeper/${purpose}/1`, 32));
}

function asMasterKey(text: string, origin: string): MasterKey {
  const key = parseMasterKey(text);
  const fault = masterKeyFault(key, origin);
  if (fault || !key) throw new Error(fault);
  const id = createHash("sha256").update(key).digest("hex").slice(0, 8);
  return Object.freeze({ id, bytes: secret(key) });
}

async function readKeyFile(path: string): Promise<string | undefined> {
  const found = await unlessMissing(stat(path));
  if (!found) return undefined;
  if (found.mode & 0o077)
    throw new Error(`The master key in ${path} can be read by others; run: chmod 600 ${path}`);
  return await readFile(path, "utf8");
}

// Written whole beside its place and linked there: whoever comes second finds the first one's key, never half of it.
async function createKeyFile(path: string): Promise<string> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString("base64")}\n`);
    await file.sync();
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
  return await readFile(path, "utf8");
}
