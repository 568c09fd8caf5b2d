import { lstat, readdir, readlink } from "node:fs/promises";
import type { Root } from "../roots.ts";
import { childPath, type OpenFolder, openChildFile, withChild, withFolder } from "./inside.ts";
import { onPath, splitPath, temporaryPrefix } from "./paths.ts";
import { openZip, type Packed, pack, type ZipEntry, type ZipWriter } from "./zip-writer.ts";

const atOnceMax = 8;
/** Below this a file is read whole; eight of them are at hand at once. */
const wholeBytesMax = 1024 * 1024;
const chunkBytes = 1024 * 1024;
const leftOutName = "NOT-IN-THIS-ARCHIVE.txt";

interface Archive {
  zip: ZipWriter;
  signal: AbortSignal;
  leftOut: string[];
}

/**
 * Writes a zip of files and folders, or of the whole root, as it reads them. Links stand in it as links and are not
 * followed, and those that lead out of it are left out; so is .git. What could not be read is named in a text file at its end. Throws for a path that is
 * not there before the first byte is written.
 */
export async function writeArchive(
  root: Root,
  paths: readonly string[],
  write: (bytes: Buffer) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const archive: Archive = { zip: openZip(write), signal, leftOut: [] };
  const places = paths.map((path) => splitPath(path));
  const common = commonFolder(places);
  if (places.length === 0 || places.some((parts) => parts.length === 0)) {
    await onPath(() => withFolder(root, [], (folder) => addBelow(archive, folder, "")));
  } else {
    for (const parts of places)
      await onPath(() => withParent(root, parts, ({ at }, name) => lstat(at(name))));
    for (const parts of places) {
      const prefix = parts
        .slice(common.length, -1)
        .map((part) => `${part}/`)
        .join("");
      await withParent(root, parts, (folder, name) => addBatch(archive, folder, prefix, [Buffer.from(name)]));
    }
  }
  await addLeftOut(archive);
  await archive.zip.end();
}

const withParent = <Result>(
  root: Root,
  parts: readonly string[],
  use: (folder: OpenFolder, name: string) => Promise<Result>,
): Promise<Result> => withFolder(root, parts.slice(0, -1), (folder) => use(folder, parts.at(-1) ?? ""));

/** What all lie in: names in the archive begin below it. */
function commonFolder([first, ...others]: readonly string[][]): string[] {
  const parts = (first ?? []).slice(0, -1);
  const shared = parts.findIndex((part, at) =>
    others.some((other) => other[at] !== part || at >= other.length - 1),
  );
  return shared < 0 ? parts : parts.slice(0, shared);
}

async function addBelow(archive: Archive, folder: OpenFolder, prefix: string): Promise<void> {
  const names = await readdir(folder.at(), { encoding: "buffer" });
  for (let at = 0; at < names.length; at += atOnceMax) {
    await addBatch(archive, folder, prefix, names.slice(at, at + atOnceMax));
  }
}

type Prepared =
  | { kind: "packed"; entry: ZipEntry; packed: Packed }
  | { kind: "stream"; entry: ZipEntry; sizeBytes: number; name: Buffer }
  | { kind: "folder"; entry: ZipEntry; name: Buffer }
  | { kind: "left out"; path: string };

/** Small files are read and packed side by side, and written in their order. */
async function addBatch(
  archive: Archive,
  folder: OpenFolder,
  prefix: string,
  names: Buffer[],
): Promise<void> {
  archive.signal.throwIfAborted();
  const shown = names.filter((name) => !isHidden(name.toString()));
  const batch = await Promise.all(shown.map((name) => prepare(folder, prefix, name)));
  for (const prepared of batch) {
    archive.signal.throwIfAborted();
    if (prepared.kind === "left out") archive.leftOut.push(prepared.path);
    else if (prepared.kind === "packed") await archive.zip.addPacked(prepared.entry, prepared.packed);
    else if (prepared.kind === "stream") await addStream(archive, folder, prepared);
    else await addFolder(archive, folder, prepared);
  }
}

const isHidden = (name: string): boolean => name === ".git" || name.startsWith(temporaryPrefix);

async function prepare(folder: OpenFolder, prefix: string, name: Buffer): Promise<Prepared> {
  // A backslash would be a folder to some programs that open archives.
  const path = prefix + name.toString().replaceAll("\\", "_");
  try {
    const stats = await lstat(childPath(folder, name));
    const entry: ZipEntry = { name: path, mode: stats.mode, modifiedAt: stats.mtime };
    if (stats.isSymbolicLink()) {
      const target = await readlink(childPath(folder, name), { encoding: "buffer" });
      if (!staysWithin(path, target.toString("latin1"))) return { kind: "left out", path };
      return { kind: "packed", entry, packed: await pack(target) };
    }
    if (stats.isDirectory()) return { kind: "folder", entry: { ...entry, name: `${path}/` }, name };
    if (!stats.isFile()) return { kind: "left out", path };
    if (stats.size > wholeBytesMax) return { kind: "stream", entry, sizeBytes: stats.size, name };
    return { kind: "packed", entry, packed: await pack(await readSmall(folder, name)) };
  } catch {
    return { kind: "left out", path };
  }
}

/**
 * Whether a link leads nowhere but into what is unpacked beside it: whoever unpacks the archive could be made to write, or
 * read, elsewhere. What goes up does so at its beginning, from folders that are none of the archive's links.
 */
function staysWithin(path: string, target: string): boolean {
  if (target.startsWith("/") || target.includes("\\") || target.includes("\0")) return false;
  const parts = target.split("/").filter((part) => part !== "" && part !== ".");
  const up = parts.findIndex((part) => part !== "..");
  const levels = up < 0 ? parts.length : up;
  return levels < path.split("/").length && !parts.slice(levels).includes("..");
}

/** At most what a file read whole may have, even where it grew meanwhile. */
async function readSmall(folder: OpenFolder, name: Buffer): Promise<Buffer> {
  const handle = await openChildFile(folder, name);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, wholeBytesMax)), {
      position: 0,
    });
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function addStream(
  archive: Archive,
  folder: OpenFolder,
  { entry, sizeBytes, name }: Extract<Prepared, { kind: "stream" }>,
): Promise<void> {
  const handle = await openChildFile(folder, name).catch(() => null);
  if (handle === null) {
    archive.leftOut.push(entry.name);
    return;
  }
  try {
    const content = handle.createReadStream({ start: 0, highWaterMark: chunkBytes, autoClose: false });
    await archive.zip.addStream(entry, sizeBytes, content);
  } finally {
    await handle.close();
  }
}

async function addFolder(
  archive: Archive,
  folder: OpenFolder,
  { entry, name }: Extract<Prepared, { kind: "folder" }>,
): Promise<void> {
  await archive.zip.addPacked(entry, await pack(Buffer.alloc(0)));
  let isOpened = false;
  try {
    await withChild(folder, name, (child) => {
      isOpened = true;
      return addBelow(archive, child, entry.name);
    });
  } catch (error) {
    if (isOpened) throw error;
    archive.leftOut.push(entry.name);
  }
}

async function addLeftOut({ zip, leftOut }: Archive): Promise<void> {
  if (leftOut.length === 0) return;
  const text = `These are pipes, sockets, devices, links that lead out of here, or could not be read:\n\n${leftOut.join("\n")}\n`;
  const entry = { name: leftOutName, mode: 0o100644, modifiedAt: new Date() };
  await zip.addPacked(entry, await pack(Buffer.from(text)));
}
