import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, open, readdir, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import { readArchive } from "#lib/platform/backup/archive-file.ts";
import { type ArchiveHeader, chunkBytes, tagBytes } from "#lib/platform/backup/archive-format.ts";
import type { Entry } from "#lib/platform/backup/entries.ts";
import { textEntry } from "#lib/platform/backup/file-content.ts";
import type { Manifest } from "#lib/platform/backup/manifest.ts";
import { parseRecoveryKey, type RecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { writeArchive } from "#lib/platform/backup/write-archive.ts";

let folder: string;
let key: RecoveryKey;
let whole: string;
/** Does not compress, so that the archive has chunks of each kind: first, middle, last. */
const burden = randomBytes(3.5 * chunkBytes);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-archive-"));
  key = newKey();
  whole = join(folder, "whole.backup");
  await write(whole, contents());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const newKey = () => parseRecoveryKey(randomBytes(32).toString("base64"), "The key");

const facts: Omit<Manifest, "files"> = {
  tables: [],
  recoveryTarget: null,
  logSegments: [],
  masterKeyId: "0",
  isMasterKeyGiven: false,
};

async function* contents(...more: Entry[]) {
  yield textEntry("home/master-key", "sk-planted-4711");
  yield textEntry("cluster/burden", burden);
  yield textEntry("cluster/empty", "");
  yield* more;
  yield { kind: "facts" as const, facts };
}

const headerOf = (of: RecoveryKey): ArchiveHeader => ({
  format: 1,
  id: randomUUID(),
  createdAt: new Date().toISOString(),
  version: "1.0.0",
  reason: "asked",
  keyId: of.id,
  salt: randomBytes(32).toString("base64"),
  database: { kind: "embedded", major: 18 },
});

const write = (path: string, parts: ReturnType<typeof contents>, signal = AbortSignal.timeout(30_000)) =>
  writeArchive({ path, header: headerOf(key), key, contents: parts, signal });

/** What a reading of a changed copy says; null where it read as if nothing were. */
async function faultOf(change: (path: string) => Promise<void>): Promise<unknown> {
  const path = join(folder, `changed-${randomUUID()}.backup`);
  await copyFile(whole, path);
  try {
    await change(path);
    await readArchive(path, key);
    return null;
  } catch (error) {
    return error;
  } finally {
    await rm(path, { force: true });
  }
}

async function flip(path: string, position: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, position);
    byte.writeUInt8(byte.readUInt8() ^ 1);
    await file.write(byte, 0, 1, position);
  } finally {
    await file.close();
  }
}

test("what was written is read again, byte for byte, and nothing of it stands in the file", async () => {
  const read = new Map<string, Buffer[]>();
  await readArchive(whole, key, {
    async open({ path }) {
      const blocks: Buffer[] = [];
      read.set(path, blocks);
      return {
        async write(block) {
          blocks.push(Buffer.from(block));
        },
        async end() {},
      };
    },
  });
  expect(Buffer.concat(read.get("cluster/burden") ?? []).equals(burden)).toBe(true);
  expect([...read.keys()]).toEqual(["home/master-key", "cluster/burden", "cluster/empty"]);
  const { size } = await stat(whole);
  const file = await open(whole, "r");
  const bytes = Buffer.alloc(size);
  await file.read(bytes, 0, size, 0);
  await file.close();
  expect(bytes.includes("sk-planted")).toBe(false);
  expect(bytes.includes("master-key")).toBe(false);
});

test("one bit flipped anywhere is found", async () => {
  const { size } = await stat(whole);
  // All of the head, both sides of each chunk's border, the end, and a hundred places between.
  const borders = [1, 2, 3].flatMap((chunk) => {
    const at = size - (size % (chunkBytes + tagBytes)) - chunk * (chunkBytes + tagBytes);
    return [-1, 0, 1].map((near) => at + near).filter((position) => position > 0);
  });
  const head = Array.from({ length: 420 }, (_, index) => index);
  const between = Array.from({ length: 60 }, () => Math.floor(Math.random() * size));
  const tail = Array.from({ length: 40 }, (_, index) => size - 1 - index);
  for (const position of [...head, ...borders, ...between, ...tail]) {
    await flip(whole, position);
    const fault = await readArchive(whole, key).catch((error: unknown) => error);
    await flip(whole, position);
    expect(fault, `byte ${position} of ${size}`).toBeInstanceOf(ArchiveError);
  }
  await readArchive(whole, key);
}, 120_000);

test("a cut-off end is found, also where it was cut between two chunks, and so is one that goes on", async () => {
  const { size } = await stat(whole);
  const step = chunkBytes + tagBytes;
  const file = await open(whole, "r");
  const length = Buffer.alloc(4);
  await file.read(length, 0, 4, 8);
  await file.close();
  const content = 12 + length.readUInt32BE();
  for (const to of [0, 5, 12, content, content + step, content + 2 * step, content + 3 * step, size - 1]) {
    expect(await faultOf((path) => truncate(path, to)), `cut at ${to} of ${size}`).toBeInstanceOf(
      ArchiveError,
    );
  }
  const longer = await faultOf(async (path) => {
    const end = await open(path, "a");
    await end.write("x");
    await end.close();
  });
  expect(longer).toBeInstanceOf(ArchiveError);
});

test("chunks of one archive in another's place, or swapped, do not open", async () => {
  const { size } = await stat(whole);
  const fault = await faultOf(async (path) => {
    const file = await open(path, "r+");
    const step = chunkBytes + tagBytes;
    const length = Buffer.alloc(4);
    await file.read(length, 0, 4, 8);
    const content = 12 + length.readUInt32BE();
    const [first, second] = [Buffer.alloc(step), Buffer.alloc(step)];
    await file.read(first, 0, step, content);
    await file.read(second, 0, step, content + step);
    await file.write(second, 0, step, content);
    await file.write(first, 0, step, content + step);
    await file.close();
  });
  expect(size).toBeGreaterThan(3 * chunkBytes);
  expect(fault).toBeInstanceOf(ArchiveError);
});

test("another key opens nothing, and both keys are named", async () => {
  const other = newKey();
  await expect(readArchive(whole, other)).rejects.toThrow(
    new RegExp(`recovery key ${key.id}, and the one given is ${other.id}`),
  );
  // One that only claims to be the right one.
  await expect(readArchive(whole, { ...other, id: key.id })).rejects.toThrow(/damaged or cut off/);
});

test("an entry that leads out of the archive is refused when it is written and when it is read", async () => {
  for (const path of ["../evil", "home/../../evil", "/etc/passwd", "home//x", "home/."]) {
    const archive = join(folder, "evil.backup");
    await expect(write(archive, contents(textEntry(path, "x")))).rejects.toThrow();
    expect(existsSync(archive)).toBe(false);
  }
});

test("a backup that fails or is stopped on its way leaves no file, whole or half", async () => {
  const before = await readdir(folder);
  async function* failing() {
    yield* contents();
    throw new Error("The source is gone.");
  }
  await expect(write(join(folder, "failed.backup"), failing())).rejects.toThrow("The source is gone.");
  const stopped = new AbortController();
  async function* stopping() {
    yield textEntry("home/a", burden);
    stopped.abort(new Error("It was stopped."));
    yield textEntry("home/b", burden);
    yield { kind: "facts" as const, facts };
  }
  await expect(write(join(folder, "stopped.backup"), stopping(), stopped.signal)).rejects.toThrow();
  expect(await readdir(folder)).toEqual(before);
});
