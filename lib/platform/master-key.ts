import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Secret, secret } from "#lib/kernel/secret.ts";
import { EnvironmentError } from "#lib/platform/env.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";
import { masterKeyFault, parseMasterKey } from "#lib/platform/weak-secrets.ts";

/** What a sub-key is for; each purpose has its own, so that one that leaks opens nothing else. */
export type KeyPurpose = "secrets" | "installation" | "sessions" | KeptPurpose;

/**
 * What goes on being asked of a key that was replaced: links of the audit log, and runs that began under it. A sign-in
 * that was on its way begins anew, for who has the old key could make one up.
 */
const keptPurposes = ["audit", "gateway", "runs"] as const;
export type KeptPurpose = (typeof keptPurposes)[number];
export type KeptKeys = Readonly<Record<KeptPurpose, Secret<Buffer>>>;

/** In a file of the home, which the product writes; or given by the variable or the file that the operator named. */
export type KeyHolder = { kind: "file"; path: string } | { kind: "given"; by: string };

/** A key of the ring; `id` is the first 8 hex digits of its SHA-256. */
interface RingKey {
  readonly id: string;
  readonly bytes: Secret<Buffer>;
}

/**
 * The keys that live outside the database: the one in force, which seals, and while it is being replaced the one
 * before, which still opens. Another process may replace them at any moment: ask anew, and keep nothing of them.
 */
export interface MasterKey extends RingKey {
  readonly holder: KeyHolder;
  /** Of all keys that open secrets, newest first. */
  ids(): readonly string[];
  /** Of all keys that anything was derived from, replaced ones too, oldest first. */
  generations(): readonly string[];
  /** Reads the file anew where another process has replaced it. */
  refresh(): void;
  /** The sub-key of the key with this id; undefined where this process does not have it. */
  subKey(purpose: KeyPurpose, id: string): Buffer | undefined;
  /** Takes what is left of a key that was replaced before this process began. */
  keep(id: string, kept: KeptKeys): void;
}

interface LoadOptions {
  home: string;
  /** 32 bytes in base64, in place of the file. */
  given?: Secret | undefined;
  /** What told `given`: the name of a variable. */
  givenBy?: string;
  /** The key before it, while it is being replaced. */
  previous?: Secret | undefined;
}

/**
 * The master key: `given`, or that in `<home>/master-key`, made on first use with mode 600.
 * Throws an EnvironmentError when a key is weak, malformed or readable by others.
 */
export async function loadMasterKey(options: LoadOptions): Promise<MasterKey> {
  const { home, given, givenBy: by = "LOCKKEEPER_MASTER_KEY", previous } = options;
  const before = previous ? parseRing(previous.reveal(), "LOCKKEEPER_MASTER_KEY_PREVIOUS") : [];
  if (given) return createRing({ kind: "given", by }, before, () => parseRing(given.reveal(), by));
  const path = join(home, "master-key");
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (!(await unlessMissing(readFile(path)))) await createKeyFile(path);
  return createRing({ kind: "file", path }, before, () => readRing(path));
}

/** 32 bytes for one purpose of the key in force, by HKDF-SHA-256 (RFC 5869): no salt, the purpose as info. */
export const deriveKey = (masterKey: RingKey, purpose: KeyPurpose): Buffer =>
  Buffer.from(hkdfSync("sha256", masterKey.bytes.reveal(), "", `lockkeeper/${purpose}/1`, 32));

const keptKeysOf = (key: RingKey): KeptKeys => ({
  audit: secret(deriveKey(key, "audit")),
  gateway: secret(deriveKey(key, "gateway")),
  runs: secret(deriveKey(key, "runs")),
});

function createRing(holder: KeyHolder, before: readonly RingKey[], read: () => RingKey[]): MasterKey {
  const path = holder.kind === "file" ? holder.path : null;
  const kept = new Map<string, KeptKeys>();
  const withBefore = (keys: RingKey[]) => [
    ...keys,
    ...before.filter(({ id }) => !keys.some((key) => key.id === id)),
  ];
  let seen = path && looksOf(path);
  let keys = withBefore(read());
  const inForce = (): RingKey => {
    const [first] = keys;
    if (!first) throw new Error("A ring holds at least one key.");
    return first;
  };
  const ring: MasterKey = {
    holder,
    get id() {
      return inForce().id;
    },
    get bytes() {
      return inForce().bytes;
    },
    ids: () => keys.map(({ id }) => id),
    generations: () => [...new Set([...kept.keys(), ...keys.map(({ id }) => id).reverse()])],
    refresh() {
      if (path === null) return;
      const looks = looksOf(path);
      if (looks === null || looks === seen) return;
      const found = withBefore(read());
      for (const key of keys.toReversed())
        if (!found.some(({ id }) => id === key.id)) kept.set(key.id, keptKeysOf(key));
      keys = found;
      seen = looks;
    },
    subKey(purpose, id) {
      const key = keys.find((one) => one.id === id);
      if (key) return deriveKey(key, purpose);
      const left = kept.get(id);
      return left && isKept(purpose) ? left[purpose].reveal() : undefined;
    },
    keep(id, left) {
      if (!kept.has(id)) kept.set(id, left);
    },
  };
  return Object.freeze(ring);
}

const isKept = (purpose: KeyPurpose): purpose is KeptPurpose => keptPurposes.some((kept) => kept === purpose);

/** What tells a file that was replaced from the one before it; null where there is none. */
function looksOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeNs}` : null;
}

function readRing(path: string): RingKey[] {
  if (statSync(path).mode & 0o077)
    throw new EnvironmentError(`The master key in ${path} can be read by others; run: chmod 600 ${path}`);
  return parseRing(readFileSync(path, "utf8"), `The master key in ${path}`);
}

/** One key a line, the newest first. */
function parseRing(text: string, origin: string): RingKey[] {
  return text
    .trim()
    .split(/\s+/)
    .map((line) => ringKeyOf(parseMasterKey(line), origin));
}

function ringKeyOf(bytes: Buffer | undefined, origin: string): RingKey {
  const fault = masterKeyFault(bytes, origin);
  if (fault || !bytes) throw new EnvironmentError(fault);
  const id = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  return Object.freeze({ id, bytes: secret(bytes) });
}

// Written whole beside its place and linked there: whoever comes second finds the first one's key, never half of it.
async function createKeyFile(path: string): Promise<void> {
  const draft = await writeDraft(path, [randomBytes(32)]);
  try {
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
}

/** Puts a new key in front of those in the file. */
export async function addMasterKey(masterKey: MasterKey): Promise<void> {
  await replaceKeyFile(masterKey, (keys) => [randomBytes(32), ...keys]);
}

/** Leaves only the newest key in the file: the others are gone for good. */
export async function dropOldMasterKeys(masterKey: MasterKey): Promise<void> {
  await replaceKeyFile(masterKey, (keys) => keys.slice(0, 1));
}

async function replaceKeyFile(masterKey: MasterKey, change: (keys: Buffer[]) => Buffer[]): Promise<void> {
  const { holder } = masterKey;
  if (holder.kind !== "file") throw new Error(`The master key is given by ${holder.by}, not by a file.`);
  const keys = readRing(holder.path).map(({ bytes }) => bytes.reveal());
  const draft = await writeDraft(holder.path, change(keys));
  await rename(draft, holder.path);
  await syncFolder(join(holder.path, ".."));
  masterKey.refresh();
}

async function writeDraft(path: string, keys: readonly Buffer[]): Promise<string> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(keys.map((key) => `${key.toString("base64")}\n`).join(""));
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
