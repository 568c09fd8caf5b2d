import { constants } from "node:fs";
import { type FileHandle, open, readlink, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { invalid } from "../errors.ts";
import type { Root } from "../roots.ts";

/**
 * How a path stays inside its root while others swap folders for links: the folder is opened first, the open
 * descriptor is asked where it really is, and every later step goes through that descriptor (/proc/self/fd/N/name),
 * where no swapped link can stand in between. The last part is never followed. Where there is no /proc, the folder's
 * identity is compared after opening, which narrows the gap without closing it.
 */
export interface OpenFolder {
  handle: FileHandle;
  /** The parts of its real path below the root. */
  parts: string[];
  /** A path for a child (or, without a name, the folder) that goes through the descriptor. */
  at(name?: string): string;
}

export interface OpenedFile {
  handle: FileHandle;
  /** The parts of the real path below the root, links resolved. */
  parts: string[];
}

const hasDescriptorPaths = process.platform === "linux";
const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
// O_NONBLOCK: opening a named pipe must not wait for its writer.
const fileFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const attemptsMax = 5;

/** Opens a folder, hands it to `use` and closes it. */
export async function withFolder<Result>(
  root: Root,
  parts: readonly string[],
  use: (folder: OpenFolder) => Promise<Result>,
  field = "path",
): Promise<Result> {
  const folder = await openFolder(root, parts, field);
  try {
    return await use(folder);
  } finally {
    await folder.handle.close();
  }
}

export async function openFolder(root: Root, parts: readonly string[], field = "path"): Promise<OpenFolder> {
  const real = await realpath(join(root.path, ...parts));
  partsInside(root, real, field);
  const handle = await open(real, folderFlags);
  try {
    const actual = await whereIs(handle, real);
    return toOpenFolder(handle, partsInside(root, actual, field), actual);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function toOpenFolder(handle: FileHandle, parts: string[], path: string): OpenFolder {
  const base = hasDescriptorPaths ? `/proc/self/fd/${handle.fd}` : path;
  return { handle, parts, at: (name) => (name === undefined ? base : `${base}/${name}`) };
}

/** The path of a child through its folder's descriptor, whatever bytes its name is made of. */
export function childPath(folder: OpenFolder, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${folder.at()}/`), name]);
}

/** Opens a folder by its name in an open one, never through a link, hands it to `use` and closes it. */
export async function withChild<Result>(
  folder: OpenFolder,
  name: Buffer,
  use: (child: OpenFolder) => Promise<Result>,
): Promise<Result> {
  const path = childPath(folder, name);
  const handle = await open(path, folderFlags);
  try {
    return await use(toOpenFolder(handle, [...folder.parts, name.toString()], path.toString()));
  } finally {
    await handle.close();
  }
}

/** Opens a file by its name in an open folder for reading, never through a link. */
export const openChildFile = (folder: OpenFolder, name: Buffer): Promise<FileHandle> =>
  open(childPath(folder, name), fileFlags);

/** A path of an open file itself; where there is no /proc, of its name. */
export const pathOfHandle = (handle: FileHandle, otherwise: Buffer): string | Buffer =>
  hasDescriptorPaths ? `/proc/self/fd/${handle.fd}` : otherwise;

/** Opens a file for reading; links are followed while they stay inside, each hop checked like the first path. */
export async function openFile(root: Root, parts: readonly string[], field = "path"): Promise<OpenedFile> {
  let wanted = parts;
  for (let attempt = 1; ; attempt += 1) {
    const name = wanted.at(-1);
    if (name === undefined) throw invalid(field, "is a folder");
    try {
      return await withFolder(root, wanted.slice(0, -1), async (folder) => ({
        handle: await open(folder.at(name), fileFlags),
        parts: [...folder.parts, name],
      }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOOP" || attempt === attemptsMax) throw error;
      wanted = partsInside(root, await realpath(join(root.path, ...wanted)), field);
    }
  }
}

/** The parts of an absolute real path below the root; a VALIDATION_ERROR where it lies outside. */
export function partsInside(root: Root, real: string, field: string): string[] {
  if (real === root.path) return [];
  const prefix = root.path.endsWith(sep) ? root.path : root.path + sep;
  if (!real.startsWith(prefix)) throw invalid(field, "goes through a link that leaves the root");
  return relative(root.path, real).split(sep);
}

async function whereIs(handle: FileHandle, expected: string): Promise<string> {
  if (hasDescriptorPaths) return await readlink(`/proc/self/fd/${handle.fd}`);
  const real = await realpath(expected);
  const [opened, there] = [await handle.stat(), await stat(real)];
  if (opened.ino === there.ino && opened.dev === there.dev) return real;
  throw invalid("path", "changed while it was opened");
}
