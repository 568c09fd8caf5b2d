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
    const actualParts = partsInside(root, actual, field);
    const base = hasDescriptorPaths ? `/proc/self/fd/${handle.fd}` : actual;
    return { handle, parts: actualParts, at: (name) => (name === undefined ? base : `${base}/${name}`) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

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
